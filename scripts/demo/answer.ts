import type { Wire } from "./models"
import type { Random } from "./random"

/** Disjoint token counts of one answer, before a provider's shape overlaps them. */
export interface Counts {
  inputUncached: number
  cacheRead: number
  cacheWrite5m: number
  cacheWrite1h: number
  /** Reasoning included. */
  output: number
  reasoning: number
}

/** One answer of a model, ready to be told in any wire shape. */
export interface Answer {
  /** Thirty-two hex digits, from which each shape makes its own kind of id. */
  seed: string
  /** As the payload names the model that served. */
  model: string
  at: Date
  counts: Counts
  finish: "stop" | "length"
  tier: "standard" | "priority" | "batch"
  /** A summary the model wrote of its own context before it answered (Anthropic). */
  compaction: { input: number; output: number } | null
}

export interface TokenShape {
  input: { median: number; sigma: number; cached: number; longest: number }
  output: { median: number; sigma: number }
}

/** Cache blocks as providers count them; a hit is a whole number of these. */
const BLOCK = 64
const CACHE_FROM = 1_024

/** Shapes that state cache writes, with the share of the fresh input that is written. */
const WRITES: Partial<Record<Wire, { fiveMinutes: number; oneHour: number }>> = {
  anthropic: { fiveMinutes: 0.55, oneHour: 0.18 },
  openai_chat: { fiveMinutes: 0.5, oneHour: 0 },
  openai_responses: { fiveMinutes: 0.5, oneHour: 0 },
}

export interface CountOptions {
  wire: Wire
  /** Median share of the output. */
  reasoning: number
  /** Chance that fresh input is written to the cache. */
  writes: number
  /** Multiplies the input: contexts grow over the months. */
  stretch: number
}

export function drawCounts(shape: TokenShape, options: CountOptions, random: Random): Counts {
  const { input, output } = shape
  const total = Math.max(
    12,
    Math.min(input.longest, random.logNormal(input.median * options.stretch, input.sigma)),
  )
  if (options.wire === "openai_embedding") {
    return { inputUncached: total, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0 }
  }
  const cachedShare = Math.min(0.97, Math.max(0, input.cached * (0.75 + 0.5 * random.next())))
  const hit = total > CACHE_FROM && random.chance(0.9)
  const cacheRead = hit ? Math.floor((total * cachedShare) / BLOCK) * BLOCK : 0
  const fresh = total - cacheRead
  const plan = total > CACHE_FROM && random.chance(options.writes) ? WRITES[options.wire] : undefined
  const cacheWrite5m = plan ? Math.floor(fresh * plan.fiveMinutes * random.next()) : 0
  const longLived = plan !== undefined && plan.oneHour > 0 && random.chance(0.25)
  const cacheWrite1h = longLived ? Math.floor(fresh * plan.oneHour) : 0
  const written = Math.max(1, random.logNormal(output.median, output.sigma))
  const thinks = options.reasoning > 0 && random.chance(0.8)
  const reasoning = thinks ? Math.floor(written * options.reasoning * (0.5 + random.next())) : 0
  return {
    inputUncached: fresh - cacheWrite5m - cacheWrite1h,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h,
    output: written + reasoning,
    reasoning,
  }
}

export function inputTotal(counts: Counts): number {
  return counts.inputUncached + counts.cacheRead + counts.cacheWrite5m + counts.cacheWrite1h
}

/** Unix seconds, as most payloads carry them. */
export function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}

/** The payloads carry no prompts and no answers, as a careful sender would have it. */
export const REDACTED = "(text not kept)"
