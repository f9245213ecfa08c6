import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import type { Dimension, Interval, Measures, SpendAnswer } from "@/lib/spend/schema"
import { bucketStarts } from "@/lib/time"

export interface Spent {
  bucket: number
  /** Null is Unattributed, undefined Other. */
  value: string | null | undefined
  billed: string
}

export interface AnswerSpec {
  from: Date
  to: Date
  zone: string
  interval: Interval
  dimension: Dimension
  spent: readonly Spent[]
  otherCount?: number
  before?: Record<string, string>
}

/** Measures of one billed amount; all other figures follow from the number of entries. */
export function measures(billed: readonly string[]): Measures {
  const sum = formatDecimal(billed.map(parseDecimal).reduce(add, ZERO))
  const calls = billed.length
  return {
    billed: sum,
    list: sum,
    computed: sum,
    reported: null,
    requests: calls,
    calls,
    errors: 0,
    tokens: {
      input_uncached: 600 * calls,
      cache_read: 400 * calls,
      cache_write: 0,
      output: 100 * calls,
      reasoning: 0,
    },
    unpriced: { calls: 0, tokens: 0 },
  }
}

/** An answer whose groups, series and total agree, as the spend query's do. */
export function spendAnswer(spec: AnswerSpec): SpendAnswer {
  const starts = bucketStarts(spec.from, spec.to, spec.interval, spec.zone)
  const by = new Map<string, Spent[]>()
  const series = new Map<string, Spent[]>()
  for (const spent of spec.spent) {
    const id = spent.value === undefined ? "other" : JSON.stringify(spent.value)
    by.set(id, [...(by.get(id) ?? []), spent])
    const point = `${spent.bucket} ${id}`
    series.set(point, [...(series.get(point) ?? []), spent])
  }
  const amounts = (list: readonly Spent[]) => measures(list.map((spent) => spent.billed))
  const keyOf = (value: string | null | undefined) => (value === undefined ? {} : { [spec.dimension]: value })
  const other = by.get("other")
  const before = spec.before
  const past = Object.entries(before ?? {}).map(([id, billed]) => ({
    key: keyOf(id === "null" ? null : id),
    ...measures([billed]),
  }))
  return {
    range: { from: spec.from.toISOString(), to: spec.to.toISOString() },
    zone: spec.zone,
    currency: "USD",
    as_of: spec.to.toISOString(),
    interval: spec.interval,
    total: amounts(spec.spent),
    groups: [...by.values()]
      .filter((list) => list[0]?.value !== undefined)
      .map((list) => ({ key: keyOf(list[0]?.value), ...amounts(list) })),
    series: [...series.values()].flatMap((list) => {
      const [first] = list
      const bucket = first && starts[first.bucket]
      if (!first || !bucket) return []
      const rest = first.value === undefined ? { other: true as const } : {}
      return [{ bucket: bucket.toISOString(), key: keyOf(first.value), ...rest, ...amounts(list) }]
    }),
    unpriced: { calls: 0, tokens: 0 },
    other: other ? { count: spec.otherCount ?? 1, ...amounts(other) } : null,
    compare: before
      ? {
          range: { from: spec.from.toISOString(), to: spec.to.toISOString() },
          total: measures(Object.values(before)),
          groups: past,
          other: null,
        }
      : null,
  }
}
