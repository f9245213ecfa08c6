import { add, formatDecimal, parseDecimal } from "@/lib/money"
import type { Dimension, GroupKey, Measures, SpendAnswer } from "./schema"

function plus(a: string, b: string): string {
  return formatDecimal(add(parseDecimal(a), parseDecimal(b)))
}

/** The measures of two groups taken together. */
export function addMeasures(a: Measures, b: Measures): Measures {
  const reported = a.reported === null || b.reported === null ? (a.reported ?? b.reported) : null
  return {
    billed: plus(a.billed, b.billed),
    list: plus(a.list, b.list),
    computed: plus(a.computed, b.computed),
    reported: a.reported !== null && b.reported !== null ? plus(a.reported, b.reported) : reported,
    requests: a.requests + b.requests,
    calls: a.calls + b.calls,
    errors: a.errors + b.errors,
    tokens: {
      input_uncached: a.tokens.input_uncached + b.tokens.input_uncached,
      cache_read: a.tokens.cache_read + b.tokens.cache_read,
      cache_write: a.tokens.cache_write + b.tokens.cache_write,
      output: a.tokens.output + b.tokens.output,
      reasoning: a.tokens.reasoning + b.tokens.reasoning,
    },
    unpriced: {
      calls: a.unpriced.calls + b.unpriced.calls,
      tokens: a.unpriced.tokens + b.unpriced.tokens,
    },
  }
}

function joined(first: Measures | null, others: readonly Measures[]): Measures | null {
  return others.reduce<Measures | null>((sum, each) => (sum ? addMeasures(sum, each) : each), first)
}

function seriesOf(answer: SpendAnswer, isHidden: (key: GroupKey) => boolean): SpendAnswer["series"] {
  const kept: SpendAnswer["series"] = []
  const others = new Map<string, Measures>()
  for (const point of answer.series) {
    if (!point.other && !isHidden(point.key)) kept.push(point)
    else {
      const sum = others.get(point.bucket)
      others.set(point.bucket, sum ? addMeasures(sum, point) : point)
    }
  }
  for (const [bucket, sum] of others) kept.push({ ...sum, bucket, key: {}, other: true })
  return kept.sort((a, b) => (a.bucket === b.bucket ? 0 : a.bucket < b.bucket ? -1 : 1))
}

/**
 * The answer with the `top` values of `dimension` that cost most and Unattributed, whatever that costs;
 * all other values join Other, in the series and in the comparison too.
 */
export function topGroups(answer: SpendAnswer, dimension: Dimension, top: number): SpendAnswer {
  const named = answer.groups.filter((group) => (group.key[dimension] ?? null) !== null)
  const hidden = new Set(named.slice(top).map((group) => group.key[dimension] ?? null))
  if (hidden.size === 0) return answer
  const isHidden = (key: GroupKey) => hidden.has(key[dimension] ?? null)
  const rest = joined(answer.other, named.slice(top))
  const { compare } = answer
  return {
    ...answer,
    groups: answer.groups.filter((group) => !isHidden(group.key)),
    series: seriesOf(answer, isHidden),
    other: rest && { ...rest, count: (answer.other?.count ?? 0) + hidden.size },
    compare: compare && {
      ...compare,
      groups: compare.groups.filter((group) => !isHidden(group.key)),
      other: joined(
        compare.other,
        compare.groups.filter((group) => isHidden(group.key)),
      ),
    },
  }
}
