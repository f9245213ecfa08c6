import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import type { Answer, Counts } from "./answer"
import type { DemoEvent, SourcedEvent } from "./event"
import { type DemoModel, MODELS, type Target, targetOf } from "./models"
import { drawShopper, drawStaff } from "./people"
import { type Random, randomOf } from "./random"
import { readTrace, type TraceRow } from "./trace-file"
import { bodyOf } from "./wire/payload"
import { WORKLOADS, type Workload } from "./workloads"

/** What a trace adds up to. */
export interface TraceTotals {
  requests: number
  input: number
  cached: number
  output: number
  /** On the trace's own clock. */
  firstMs: number
  lastMs: number
}

/** First sixteen hex digits of the file's digest: the same file always makes the same ids. */
export async function traceName(path: string): Promise<string> {
  const hash = createHash("sha256")
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest("hex").slice(0, 16)
}

/** Reads the whole trace once; nothing of it is kept. */
export async function traceTotals(path: string): Promise<TraceTotals> {
  const totals: TraceTotals = {
    requests: 0,
    input: 0,
    cached: 0,
    output: 0,
    firstMs: Number.POSITIVE_INFINITY,
    lastMs: Number.NEGATIVE_INFINITY,
  }
  for await (const row of readTrace(path)) {
    totals.requests += 1
    totals.input += row.input
    totals.cached += row.cached
    totals.output += row.output
    totals.firstMs = Math.min(totals.firstMs, row.atMs)
    totals.lastMs = Math.max(totals.lastMs, row.atMs)
  }
  return totals
}

/** Chat traffic: neither embeddings nor the model that has no price. */
const CHAT: Workload[] = WORKLOADS.filter(({ feature }) => feature !== null && feature !== "product-search")

function drawWorkload(random: Random): Workload {
  return CHAT[random.weighted(CHAT.map(({ share }) => share))] ?? WORKLOADS[0]
}

function drawTarget(workload: Workload, random: Random): Target {
  const choices = workload.choices.filter(({ model }) => model !== "qwen3-max-thinking")
  const { model, route } = choices[random.weighted(choices.map(({ share }) => share))] ?? workload.choices[0]
  return targetOf(model, route)
}

function countsOf(row: TraceRow): Counts {
  return {
    inputUncached: row.input - row.cached,
    cacheRead: row.cached,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: row.output,
    reasoning: 0,
  }
}

function responseOf(target: Target, answer: Answer): Record<string, unknown> {
  const model: DemoModel = MODELS[target.name]
  const rates = target.route === "openrouter" ? model.gateways.openrouter?.rates : undefined
  if (rates)
    return bodyOf("openrouter", answer, { provider: target.provider, terms: { rates, ownKey: false } })
  if (target.route === "siliconflow") return bodyOf("siliconflow", answer, null)
  return bodyOf(target.route === "litellm" ? "openai_chat" : model.wires[0], answer, null)
}

/** One conversation has one user, one purpose and one model, since a cache belongs to a model. */
function eventOf(name: string, row: TraceRow, at: Date): SourcedEvent {
  const talk = randomOf(name, row.conversation)
  const workload = drawWorkload(talk)
  const target = drawTarget(workload, talk)
  const user = workload.users === "shoppers" ? drawShopper(talk) : drawStaff(workload.team ?? "Support", talk)
  const own = randomOf(name, "request", row.number)
  const { ttftMs, tokensPerSecond }: DemoModel = MODELS[target.name]
  const first = Math.round(ttftMs * (0.8 + 0.5 * own.next()) * (1 + row.input / 400_000))
  const answer: Answer = {
    seed: own.hex(32),
    model: target.model,
    at,
    counts: countsOf(row),
    finish: "stop",
    tier: "standard",
    compaction: null,
  }
  const event: DemoEvent = {
    id: `trace-${name}-${row.number}`,
    time: at.toISOString(),
    provider: target.provider,
    model: target.model,
    route: target.route,
    user,
    session: `s_${talk.hex(8)}`,
    ...(workload.agents[0] && { agent: workload.agents[0] }),
    ...(workload.feature && { feature: workload.feature }),
    ...(workload.team && { team: workload.team }),
    environment: "production",
    response: responseOf(target, answer),
    ttft_ms: first,
    latency_ms: first + Math.round((row.output / Math.max(1, tokensPerSecond)) * 1_000),
  }
  return { source: workload.source, event }
}

export interface TraceOptions {
  path: string
  name: string
  /** Where the trace's last request falls. */
  endsAt: Date
  /** On the trace's own clock. */
  lastMs: number
}

/**
 * A trace as events: its tokens and its spacing are the file's, everything else (who asked, for what,
 * through which model and route) is invented, always in the same way.
 */
export async function* traceEvents({
  path,
  name,
  endsAt,
  lastMs,
}: TraceOptions): AsyncGenerator<SourcedEvent> {
  for await (const row of readTrace(path)) {
    yield eventOf(name, row, new Date(endsAt.getTime() - (lastMs - row.atMs)))
  }
}
