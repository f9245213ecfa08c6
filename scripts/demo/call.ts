import { picoToString } from "@/lib/money"
import { type Answer, type Counts, drawCounts, inputTotal } from "./answer"
import type { DemoEvent } from "./event"
import { type DemoModel, MODELS, type Target, type Wire } from "./models"
import type { Random } from "./random"
import { amountPico } from "./wire/compatible"
import { bodyOf, streamOf, usageOf } from "./wire/payload"
import type { Workload } from "./workloads"

const OWN_KEY_SHARE = 0.22

/** The part of an event that says what one call used, took and cost. */
export type CallPart = Pick<
  DemoEvent,
  "response" | "usage" | "cost" | "status" | "latency_ms" | "ttft_ms" | "service_tier" | "batch"
>

export interface CallOptions {
  target: Target
  workload: Workload
  at: Date
  stretch: number
  slowdown: number
  aborted: boolean
}

function wireOf(target: Target, random: Random): Wire {
  const model: DemoModel = MODELS[target.name]
  switch (target.route) {
    case "openrouter":
      return "openrouter"
    case "siliconflow":
      return "siliconflow"
    case "litellm":
      return "openai_chat"
    case "direct":
      return random.pick(model.wires)
  }
}

function tierOf({ target, workload }: CallOptions, random: Random): Answer["tier"] {
  if (target.route !== "direct") return "standard"
  const batches = target.provider === "openai" || target.provider === "anthropic"
  if (batches && random.chance(workload.batch ?? 0)) return "batch"
  return target.provider === "openai" && random.chance(workload.priority ?? 0) ? "priority" : "standard"
}

function compactionOf(options: CallOptions, random: Random): Answer["compaction"] {
  if (options.target.provider !== "anthropic" || options.target.route !== "direct") return null
  if (!random.chance(options.workload.compaction ?? 0)) return null
  return { input: random.between(110_000, 190_000), output: random.between(900, 2_600) }
}

export function normalisedUsage(counts: Counts): Record<string, number> {
  return {
    input_uncached: counts.inputUncached,
    cache_read: counts.cacheRead,
    ...(counts.cacheWrite5m > 0 && { cache_write_5m: counts.cacheWrite5m }),
    ...(counts.cacheWrite1h > 0 && { cache_write_1h: counts.cacheWrite1h }),
    output: counts.output,
    ...(counts.reasoning > 0 && { reasoning: counts.reasoning }),
  }
}

/** Answer lengths vary; a caller's own limit cuts a few of them. */
function finishOf(random: Random): Answer["finish"] {
  return random.chance(0.015) ? "length" : "stop"
}

function timing(
  answer: Answer,
  options: CallOptions,
  random: Random,
): { latency_ms: number; ttft_ms: number } {
  const { ttftMs, tokensPerSecond }: DemoModel = MODELS[options.target.name]
  const wait = ttftMs * options.slowdown * Math.exp(0.35 * (random.next() + random.next() - 1) * 2)
  const first = Math.round(wait * (1 + inputTotal(answer.counts) / 400_000))
  const writing =
    tokensPerSecond > 0 ? (answer.counts.output / tokensPerSecond) * 1_000 * (0.8 + 0.5 * random.next()) : 0
  return { ttft_ms: first, latency_ms: first + Math.round(writing * options.slowdown) }
}

/** How the sender reports a call: the whole body, its usage object, the stream's events, or plain counts. */
function report(
  wire: Wire,
  answer: Answer,
  options: CallOptions,
  random: Random,
): Pick<CallPart, "response" | "usage" | "cost"> {
  const { target } = options
  const rates =
    target.route === "direct" ? undefined : (MODELS[target.name] as DemoModel).gateways[target.route]?.rates
  if (options.aborted) {
    const stream = streamOf(wire, answer, true)
    const counted = wire === "anthropic" || wire === "gemini"
    // The other streams state no usage before their end: most senders then count for themselves.
    return stream && (counted || random.chance(0.1))
      ? { response: stream }
      : { usage: normalisedUsage({ ...answer.counts, output: random.between(1, 400), reasoning: 0 }) }
  }
  if (wire === "openrouter" && rates) {
    const terms = { rates, ownKey: random.chance(OWN_KEY_SHARE) }
    return { response: bodyOf(wire, answer, { provider: target.provider, terms }) }
  }
  if (target.route === "litellm" && rates) {
    const { prompt, completion } = amountPico(answer, rates)
    const cost = { amount: picoToString(prompt + completion), currency: "USD" }
    return { response: bodyOf(wire, answer, null), cost }
  }
  const form = random.next()
  const usage = usageOf(wire, answer)
  if (form < 0.42 && usage) return { response: usage }
  const stream = form < 0.55 ? streamOf(wire, answer, false) : null
  if (stream) return { response: stream }
  // Plain counts have no place for a compaction on the side.
  if (form > 0.82 && wire !== "xai" && !answer.compaction) return { usage: normalisedUsage(answer.counts) }
  return { response: bodyOf(wire, answer, null) }
}

/** Draws one answered (or broken off) call. */
export function drawCall(options: CallOptions, random: Random): CallPart {
  const { target, workload } = options
  const model: DemoModel = MODELS[target.name]
  const wire = wireOf(target, random)
  const tier = tierOf(options, random)
  const answer: Answer = {
    seed: random.hex(32),
    model: target.model,
    at: options.at,
    counts: drawCounts(
      workload,
      { wire, reasoning: model.reasoning, writes: model.cacheWrites, stretch: options.stretch },
      random,
    ),
    finish: finishOf(random),
    tier,
    compaction: options.aborted ? null : compactionOf(options, random),
  }
  const part = report(wire, answer, options, random)
  if (tier === "batch") return { ...part, batch: true }
  return {
    ...part,
    ...timing(answer, options, random),
    ...(tier === "priority" && { service_tier: "priority" }),
    ...(options.aborted && { status: "aborted" as const }),
  }
}
