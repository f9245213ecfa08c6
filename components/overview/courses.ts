import { add, formatDecimal, parseDecimal } from "@/lib/money"
import { cachedTenths, perThousand } from "@/lib/spend/display"
import type { Measures, SpendAnswer } from "@/lib/spend/schema"
import { bucketStarts } from "@/lib/time"

export interface Courses {
  billed: string[]
  requests: string[]
  perThousand: string[]
  /** Tenths of a percent of input. */
  cached: string[]
}

type Sums = Pick<Measures, "billed" | "requests" | "tokens">

const NOTHING: Sums = {
  billed: "0",
  requests: 0,
  tokens: { input_uncached: 0, cache_read: 0, cache_write: 0, output: 0, reasoning: 0 },
}

function together(a: Sums, b: Sums): Sums {
  return {
    billed: formatDecimal(add(parseDecimal(a.billed), parseDecimal(b.billed))),
    requests: a.requests + b.requests,
    tokens: {
      input_uncached: a.tokens.input_uncached + b.tokens.input_uncached,
      cache_read: a.tokens.cache_read + b.tokens.cache_read,
      cache_write: a.tokens.cache_write + b.tokens.cache_write,
      output: a.tokens.output + b.tokens.output,
      reasoning: a.tokens.reasoning + b.tokens.reasoning,
    },
  }
}

/** The headline figures bucket by bucket up to the present, for sparklines. */
export function courses(answer: SpendAnswer): Courses {
  const byBucket = new Map<number, Sums>()
  for (const point of answer.series) {
    const at = Date.parse(point.bucket)
    byBucket.set(at, together(byBucket.get(at) ?? NOTHING, point))
  }
  const asOf = new Date(answer.as_of)
  const starts = bucketStarts(
    new Date(answer.range.from),
    new Date(answer.range.to),
    answer.interval,
    answer.zone,
  )
  const sums = starts
    .filter((start) => start <= asOf)
    .map((start) => byBucket.get(start.getTime()) ?? NOTHING)
  return {
    billed: sums.map(({ billed }) => billed),
    requests: sums.map(({ requests }) => String(requests)),
    perThousand: sums.map(({ billed, requests }) => perThousand(billed, requests) ?? "0"),
    cached: sums.map(({ tokens }) => String(cachedTenths(tokens) ?? 0)),
  }
}
