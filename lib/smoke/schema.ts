import * as z from "zod"

/** Every check, in the order in which they are made and shown. */
export const CHECKS = [
  "reach",
  "auth_error",
  "chat",
  "stream",
  "tools",
  "json_mode",
  "json_schema",
  "embeddings",
  "image",
  "bad_model",
  "bad_parameter",
  "oversized",
  "rate_limit",
  "retry_after",
  "usage",
  "cost",
  "latency",
  "deprecation",
] as const
export type Check = (typeof CHECKS)[number]

/** Those that are features of a route, which somebody may need. */
export const FEATURES = [
  "chat",
  "stream",
  "tools",
  "json_mode",
  "json_schema",
  "embeddings",
  "image",
] as const satisfies readonly Check[]
export type Feature = (typeof FEATURES)[number]

export const CHECK_NAMES: Readonly<Record<Check, string>> = {
  reach: "Reachable",
  auth_error: "Wrong key",
  chat: "Chat",
  stream: "Streaming",
  tools: "Tool call",
  json_mode: "JSON mode",
  json_schema: "JSON schema",
  embeddings: "Embeddings",
  image: "Image input",
  bad_model: "Unknown model",
  bad_parameter: "Bad parameter",
  oversized: "Oversized context",
  rate_limit: "Rate-limit headers",
  retry_after: "Retry-After",
  usage: "Usage",
  cost: "Cost",
  latency: "Latency",
  deprecation: "Deprecation marks",
}

/** `fail` is wrong, `missing` is not there, `untested` says why nothing can be said. */
export const STATES = ["pass", "fail", "missing", "untested"] as const
export type State = (typeof STATES)[number]

export const PROTOCOLS = ["openai", "anthropic", "gemini"] as const
export type ProtocolName = (typeof PROTOCOLS)[number]

export const MOST_ROUTES = 12
export const MOST_REPEAT = 200
/** Kept of a body on either way. */
export const MOST_BODY = 8_000
const MOST_EXCHANGES = 4

const line = (most: number) => z.string().trim().min(1).max(most)
const instant = z.iso.datetime({ offset: true })
const usd = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,12})?$/, "A decimal amount in US dollars, such as 0.50.")
  .describe("Exact decimal string in US dollars.")
const ms = z.number().min(0).max(3_600_000)
const count = z.int().min(0).max(1_000_000)
const MOST_NAMES = 100
const few = (named: Record<string, string>) => Object.keys(named).length <= MOST_NAMES
const headers = z.record(z.string().max(200), z.string().max(2_000)).refine(few, "Too many headers.")

export const exchange = z
  .strictObject({
    method: z.enum(["GET", "POST"]),
    url: line(2_000),
    request_headers: headers,
    request_body: z.string().max(MOST_BODY + 100),
    status: z.int().min(100).max(599).nullable().describe("Null: no answer came."),
    response_headers: headers,
    response_body: z.string().max(MOST_BODY + 100),
    ms: ms.describe("To the last byte."),
    first_byte_ms: ms.nullable(),
    fault: z.string().max(500).nullable().describe("Why no answer came, or why it broke off."),
  })
  .meta({ id: "SmokeExchange" })
export type Exchange = z.output<typeof exchange>

const facts = z
  .record(z.string().max(60), z.string().max(300))
  .refine(few, "Too many facts.")
  .describe("What was measured, by name, in words with their unit.")

export const cell = z
  .strictObject({
    check: z.enum(CHECKS),
    state: z
      .enum(STATES)
      .describe("fail is wrong, missing is not there, untested says why nothing can be said."),
    sentence: line(500),
    facts,
    exchanges: z.array(exchange).max(MOST_EXCHANGES).describe("What was sent and came back, redacted."),
  })
  .meta({ id: "SmokeCell" })
export type Cell = z.output<typeof cell>

export const latency = z
  .strictObject({
    calls: count,
    p50_ms: ms.nullable(),
    p95_ms: ms.nullable().describe("Null below 20 calls."),
    first_token_p50_ms: ms.nullable(),
    added_p50_ms: z
      .number()
      .nullable()
      .describe("Beyond the direct route of the same run; null without one."),
    added_p95_ms: z.number().nullable(),
  })
  .meta({ id: "SmokeLatency" })
export type Latency = z.output<typeof latency>

const routeText = {
  label: line(60).describe("What the run calls it."),
  route: line(60).describe("As events name it: direct, or the gateway's slug."),
  provider: line(60),
  model: line(200),
  protocol: z.enum(PROTOCOLS),
  base_url: line(500),
}

export const routeResult = z
  .strictObject({
    ...routeText,
    calls: count,
    spent: usd,
    unpriced_calls: count.describe("Calls that may have cost something that is not known."),
    latency,
    cells: z.array(cell).max(CHECKS.length),
  })
  .meta({ id: "SmokeRoute" })
export type RouteResult = z.output<typeof routeResult>

function distinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length
}

const told = {
  name: line(120).nullable().default(null),
  started_at: instant,
  ended_at: instant,
  repeat: z.int().min(1).max(MOST_REPEAT),
  cap: usd,
  spent: usd,
  unpriced_calls: count,
  stopped: z.boolean().describe("The cap left something untested."),
}

export const smokeRunInput = z
  .strictObject({
    run_key: z.uuid().describe("Drawn by whoever ran it: a run that is posted twice is kept once."),
    ...told,
    routes: z
      .array(routeResult)
      .min(1)
      .max(MOST_ROUTES)
      .refine((routes) => distinct(routes.map(({ label }) => label)), "Two routes have the same label.")
      .refine(
        (routes) => routes.every(({ cells }) => distinct(cells.map(({ check }) => check))),
        "A route has two results of one check.",
      ),
  })
  .refine(({ started_at, ended_at }) => Date.parse(started_at) <= Date.parse(ended_at), {
    path: ["ended_at"],
    message: "A run ends after it started.",
  })
  .meta({ id: "SmokeRunInput" })
export type SmokeRunInput = z.output<typeof smokeRunInput>

const id = z.int()

export const smokeRun = z
  .object({ id, ...told, posted_at: z.string(), routes: z.array(routeResult) })
  .meta({ id: "SmokeRun" })
export type SmokeRun = z.output<typeof smokeRun>

export const smokeRunSummary = z
  .object({
    id,
    ...told,
    posted_at: z.string(),
    faults: z.int().describe("Results that are wrong, or lacking where another route of the run has them."),
    routes: z.array(
      z.object({
        label: routeText.label,
        route: routeText.route,
        model: routeText.model,
        states: z.record(z.enum(STATES), z.int()).describe("Results by state."),
      }),
    ),
  })
  .meta({ id: "SmokeRunSummary" })
export type SmokeRunSummary = z.output<typeof smokeRunSummary>

export const smokeRunsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const smokeRunsAnswer = z.object({ runs: z.array(smokeRunSummary), total: z.int() })
export type SmokeRunsAnswer = z.output<typeof smokeRunsAnswer>

export const smokeRunParams = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

export const smokeRunPosted = z.object({
  id,
  duplicate: z.boolean().describe("It had been posted before; nothing changed."),
})

/** What the newest runs say of one model by one route; the decision's constraints are made of it. */
export interface RouteFinding {
  /** As events name it: direct, or the gateway's slug. */
  route: string
  provider: string
  model: string
  /** Where it was looked for last, it was not there or was wrong. */
  missing: Feature[]
  /** Of each that is missing, the result that says so. */
  missingIn: { check: Feature; runId: number; position: number }[]
  present: Feature[]
  /** Of the last run that measured it with enough calls beside a direct route. */
  addedP50Ms: number | null
  addedP95Ms: number | null
  lastRunId: number
  lastRunAt: Date
}
