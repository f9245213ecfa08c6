import { randomUUID } from "node:crypto"
import { quantile } from "@/lib/forecast/day-model"
import { parseDecimal, picoToString, toPico } from "@/lib/money"
import type { PriceBook } from "@/lib/pricing/book"
import { providerOfRoute } from "./cost"
import { chat, firstTokenMs, stream } from "./probes/chat"
import { cost } from "./probes/cost"
import { deprecation } from "./probes/deprecation"
import { authError, badModel, badParameter, oversized } from "./probes/errors"
import { embeddings, image, jsonMode, jsonSchema, tools } from "./probes/features"
import { latencyOf, latencyResult, type Measured, measure } from "./probes/latency"
import { rateLimit, retryAfter } from "./probes/limits"
import { reach } from "./probes/reach"
import { type Result, redactResult, untested } from "./probes/result"
import { usage } from "./probes/usage"
import { Purse } from "./purse"
import { redactor } from "./redact"
import { type Cell, CHECKS, type Check, type Latency, type RouteResult, type SmokeRunInput } from "./schema"
import { NotSent, Session } from "./session"
import type { Suite, SuiteRoute } from "./suite"

type Single = Exclude<Check, "latency">

const PROBES: Readonly<Record<Single, (session: Session, direct: Session | null) => Promise<Result>>> = {
  reach,
  auth_error: authError,
  chat,
  stream,
  tools,
  json_mode: jsonMode,
  json_schema: jsonSchema,
  embeddings,
  image,
  bad_model: badModel,
  bad_parameter: badParameter,
  oversized,
  rate_limit: rateLimit,
  retry_after: retryAfter,
  usage,
  cost,
  deprecation,
}

export interface Progress {
  label: string
  cell: Cell
  done: number
  of: number
}

export interface RunOptions {
  /** Values of the environment by the names that the suite gives. */
  secrets: ReadonlyMap<string, string>
  book: PriceBook
  onProgress?: (progress: Progress) => void
}

interface Lane {
  session: Session
  cells: Cell[]
  latency: Latency
  direct: Lane | null
}

/** Two routes are compared where they speak the same protocol of the same model, however a reseller prefixes it. */
function isSame(a: SuiteRoute, b: SuiteRoute): boolean {
  const bare = (model: string) => (model.split("/").at(-1) ?? model).toLowerCase()
  return a.protocol === b.protocol && bare(a.model) === bare(b.model)
}

function sessionOf(route: SuiteRoute, suite: Suite, purse: Purse, { secrets, book }: RunOptions): Session {
  const headers = Object.entries(route.headers).map(([name, value]) => [
    name,
    typeof value === "string" ? value : (secrets.get(value.env) ?? ""),
  ])
  return new Session({
    ...{ route, provider: providerOfRoute(route), book, purse },
    key: route.key === undefined ? null : (secrets.get(route.key) ?? null),
    to: {
      url: route.url,
      headers: Object.fromEntries(headers),
      timeoutMs: suite.timeout_seconds * 1_000,
      redact: redactor(secrets),
    },
  })
}

const NOT_MEASURED = latencyOf([], null, null)

function lanesOf(suite: Suite, purse: Purse, options: RunOptions): Lane[] {
  const lanes = suite.routes.map(
    (route): Lane => ({
      session: sessionOf(route, suite, purse, options),
      ...{ cells: [], latency: NOT_MEASURED, direct: null },
    }),
  )
  for (const lane of lanes) {
    const { route } = lane.session
    const direct = lanes.find(
      (each) => each.session.route.route === "direct" && isSame(each.session.route, route),
    )
    if (direct !== lane) lane.direct = direct ?? null
  }
  return lanes
}

/** Nothing more is tried where nobody answers or no key is let in: each check would only say so again. */
function whyClosed({ cells, session }: Lane): string | null {
  const reached = cells.find(({ check }) => check === "reach")
  return reached?.state === "fail" ? "Nobody answers there." : session.closed
}

async function probe(check: Single, { session, direct }: Lane): Promise<Result> {
  try {
    return await PROBES[check](session, direct?.session ?? null)
  } catch (error) {
    if (error instanceof NotSent) return untested(error.message)
    throw error
  }
}

/** Runs a suite and tells what it found. Throws nothing for what routes do; what they do is the result. */
export async function runSuite(suite: Suite, options: RunOptions): Promise<SmokeRunInput> {
  const started = new Date()
  const purse = new Purse(toPico(parseDecimal(suite.cap)), suite.allow_unpriced)
  const lanes = lanesOf(suite, purse, options)
  const checks = CHECKS.filter((check) => suite.only?.includes(check) ?? true)
  const of = checks.length * lanes.length
  let done = 0
  const note = (lane: Lane, check: Check, found: Result) => {
    const cell = { check, ...redactResult(found, lane.session.redact) }
    lane.cells.push(cell)
    done += 1
    options.onProgress?.({ label: lane.session.route.label, cell, done, of })
  }
  // What others are compared with comes first.
  const order = [...lanes].sort((a, b) => Number(a.direct !== null) - Number(b.direct !== null))
  for (const check of checks) {
    if (check === "latency") await latencies(order, suite, (lane, found) => note(lane, check, found))
    else {
      for (const lane of order) {
        const closed = whyClosed(lane)
        note(lane, check, closed === null ? await probe(check, lane) : untested(closed))
      }
    }
  }
  return {
    ...{ run_key: randomUUID(), name: suite.name },
    ...{ started_at: started.toISOString(), ended_at: new Date().toISOString() },
    ...{ repeat: suite.repeat, cap: picoToString(purse.cap), spent: picoToString(purse.spent) },
    ...{ unpriced_calls: purse.unpricedCalls, stopped: purse.stopped },
    routes: lanes.map(routeResult),
  }
}

async function latencies(lanes: readonly Lane[], suite: Suite, note: (lane: Lane, found: Result) => void) {
  const open = lanes.filter((lane) => whyClosed(lane) === null && hasChat(lane))
  const measured = await measure(
    open.map(({ session }) => session),
    suite.repeat,
  )
  for (const lane of lanes) {
    const found = measured.get(lane.session)
    if (!found) note(lane, untested(whyClosed(lane) ?? "Chat does not work there."))
    else note(lane, latencyCell(lane, found))
  }
}

const hasChat = ({ cells }: Lane) => cells.every(({ check, state }) => check !== "chat" || state === "pass")

function latencyCell(lane: Lane, { times, why }: Measured): Result {
  const { session, direct } = lane
  const firsts = session.answers.flatMap((answer) => firstTokenMs(session, answer) ?? [])
  const firstToken = firsts.length === 0 ? null : quantile(firsts, 0.5)
  lane.latency = latencyOf(times, firstToken, direct?.latency ?? null)
  return latencyResult(lane.latency, why, direct?.session.route.label ?? null)
}

function routeResult({ session, cells, latency }: Lane): RouteResult {
  const { label, route, model, protocol, url } = session.route
  return {
    ...{ label, route, provider: session.priced.provider, model, protocol, base_url: url },
    ...{ calls: session.calls, spent: picoToString(session.spent), unpriced_calls: session.unpricedCalls },
    latency,
    cells,
  }
}
