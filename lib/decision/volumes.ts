import { isDecimal, parseDecimal, splitLargestRemainder } from "@/lib/money"
import type { Cell } from "./rate-cell"
import typical from "./typical.json"
import { type Volume, volumeSchema } from "./volume-schema"

/** The families of the form, each with a model that its price list holds. */
export const TYPICAL: readonly Volume[] = volumeSchema.array().parse(typical)

/** `anthropic:claude-sonnet-5:40000:120:40:16`: calls, millions of input tokens, percent cached, millions of output. */
export function parseVolume(text: string): Volume | null {
  const parts = text.split(":")
  const [calls = "", input = "", cached = "", output = ""] = parts.splice(-4)
  const [family = "", ...model] = parts
  const numbers = [calls, input, cached, output]
  const isFit = numbers.every((part) => part === "" || (isDecimal(part) && !part.startsWith("-")))
  const volume = {
    family: family.trim().toLowerCase(),
    model: model.join(":").trim(),
    calls,
    input,
    cached,
    output,
  }
  return isFit && volume.family !== "" && volume.model !== "" && Number(cached || 0) <= 100 ? volume : null
}

/** A decimal times a power of ten as a whole number; what is below one is dropped. */
function whole(text: string, exponent: number): bigint {
  const { digits, scale } = parseDecimal(text === "" ? "0" : text)
  return (digits * 10n ** BigInt(exponent)) / 10n ** BigInt(scale)
}

const HOURS = 168
const HOUR_MS = 3_600_000

/**
 * Spread evenly over the hours of the last week, so that prices by hours and weekdays weigh as they do in a month. Every
 * call is as long as the average one: an hour's share of calls is rounded, and would say little of their length.
 */
export function cellsOfVolumes(volumes: readonly Volume[], day: Date, now: Date): Cell[] {
  const even = Array.from({ length: HOURS }, () => 1n)
  const start = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  return volumes.flatMap(({ family, model, calls, input, cached, output }) => {
    const all = whole(input, 6)
    const read = (all * whole(cached, 6)) / 100_000_000n
    const [called, answered] = [whole(calls, 0), whole(output, 6)]
    const ofCall = (tokens: bigint) => (called > 0n ? tokens / called : 0n)
    const [counts, fresh, reads, outputs] = [called, all - read, read, answered].map((amount) =>
      splitLargestRemainder(amount, even),
    )
    return even.map((_, hour): Cell => {
      const count = counts?.[hour] ?? 0n
      return {
        ...{ day, at: new Date(start - hour * HOUR_MS), provider: family, model, route: "direct" },
        ...{ service_tier: null, failed: false, feature: null, flags: 0, price_id: null, extra: null },
        ...{ input_total: ofCall(all), output_total: ofCall(answered) },
        ...{
          lines: count,
          calls: count,
          requests: count,
          input_uncached: fresh?.[hour] ?? 0n,
          cache_read: reads?.[hour] ?? 0n,
        },
        ...{ cache_write_5m: 0n, cache_write_1h: 0n, cache_write_other: 0n, output: outputs?.[hour] ?? 0n },
        ...{ reasoning: 0n, computed: 0n, billed: 0n, unpriced_calls: 0n },
      }
    })
  })
}
