import { add, compare, type Decimal, divideHalfEven, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { changeTenths, formatCount, formatMoney, formatTenths, shareTenths } from "@/lib/money-format"
import { bucketStarts } from "@/lib/time"
import { assignColours, type Colour } from "./colour"
import { UNATTRIBUTED } from "./filter"
import { perRequests, tokenTotal } from "./metric"
import type { Dimension, GroupKey, Measures, SpendAnswer } from "./schema"

export interface SpendRow {
  id: string
  name: string
  kind: "entity" | "other" | "unattributed" | "total"
  colour: Colour | null
  /** The dimension's value; null for Unattributed, Other and the total. */
  value: string | null
  /** Tenths of a percent of the total; all rows of a table sum to 1,000. */
  share: number | null
  billed: string
  list: string
  /** Signed difference to the compared period; null without a comparison. */
  change: string | null
  /** Null without a comparison and where there was nothing before (`isNew`). */
  changeTenths: number | null
  isNew: boolean
  requests: number
  calls: number
  errors: number
  /** Cost of a thousand requests that have a price; null without any. */
  perThousand: string | null
  tokens: number
  /** Tenths of a percent of input tokens read from cache; null without input. */
  cached: number | null
  unpriced: { calls: number; tokens: number }
  /** Billed per bucket of the range, for a sparkline; empty for Other and where the answer has no course of it. */
  trend: string[]
}

export interface SpendTable {
  rows: SpendRow[]
  total: SpendRow
}

function minus(a: string, b: string): string {
  const { digits, scale } = parseDecimal(b)
  return formatDecimal(add(parseDecimal(a), { digits: -digits, scale }))
}

/** Nothing is billed and something has no price: what was spent is unknown, not nothing. */
export function isUnpriced({ billed, unpriced }: Pick<Measures, "billed" | "unpriced">): boolean {
  return unpriced.calls > 0 && parseDecimal(billed).digits === 0n
}

/** Something was billed for calls of which no list names a price: what they cost there is unknown, not nothing. */
export function isUnlisted({ billed, list }: Pick<Measures, "billed" | "list">): boolean {
  return parseDecimal(list).digits === 0n && parseDecimal(billed).digits > 0n
}

/** Share of input that came from cache. */
export function cachedTenths({ input_uncached, cache_read, cache_write }: Measures["tokens"]): number | null {
  const input = input_uncached + cache_read + cache_write
  return input === 0 ? null : Number(divideHalfEven(BigInt(cache_read) * 1_000n, BigInt(input)))
}

type Same = Pick<SpendRow, "id" | "name" | "kind" | "colour" | "value" | "share" | "trend">

type Past = Pick<Measures, "billed" | "unpriced">

function rowOf(same: Same, measures: Measures, past: Past | null): SpendRow {
  const before = past?.billed ?? null
  const change = before === null ? null : minus(measures.billed, before)
  const tenths = before === null ? null : changeTenths(measures.billed, before)
  return {
    ...same,
    billed: measures.billed,
    list: measures.list,
    change,
    changeTenths: tenths,
    // What had no price before may have cost as much.
    isNew:
      past !== null && !isUnpriced(past) && tenths === null && parseDecimal(measures.billed).digits !== 0n,
    requests: measures.requests,
    calls: measures.calls,
    errors: measures.errors,
    perThousand: perRequests(measures, 1_000n),
    tokens: tokenTotal(measures.tokens),
    cached: cachedTenths(measures.tokens),
    unpriced: measures.unpriced,
  }
}

const NOTHING: Measures = {
  billed: "0",
  list: "0",
  computed: "0",
  reported: null,
  requests: 0,
  calls: 0,
  errors: 0,
  tokens: { input_uncached: 0, cache_read: 0, cache_write: 0, output: 0, reasoning: 0 },
  unpriced: { calls: 0, tokens: 0 },
}

interface Trends {
  /** Of one value of the dimension; null is Unattributed. */
  of(value: string | null): string[]
  ofTotal(): string[]
}

function trends(answer: SpendAnswer, dimension: Dimension): Trends {
  const starts = bucketStarts(
    new Date(answer.range.from),
    new Date(answer.range.to),
    answer.interval,
    answer.zone,
  )
  const total = new Map<number, Decimal>()
  const byId = new Map<string, Map<number, Decimal>>()
  const note = (sums: Map<number, Decimal>, bucket: number, amount: Decimal) =>
    sums.set(bucket, add(sums.get(bucket) ?? ZERO, amount))
  for (const point of answer.series) {
    const amount = parseDecimal(point.billed)
    const bucket = Date.parse(point.bucket)
    note(total, bucket, amount)
    if (point.other) continue
    const id = idOf(point.key, dimension)
    byId.set(id, note(byId.get(id) ?? new Map<number, Decimal>(), bucket, amount))
  }
  const along = (sums: Map<number, Decimal> | undefined) =>
    sums ? starts.map((start) => formatDecimal(sums.get(start.getTime()) ?? ZERO)) : []
  return {
    of: (value) => along(byId.get(idOf({ [dimension]: value }, dimension))),
    ofTotal: () => along(total),
  }
}

function idOf(key: GroupKey, dimension: Dimension): string {
  const value = key[dimension] ?? null
  return value === null ? "unattributed" : `=${value}`
}

/**
 * The table of an answer grouped by one dimension: largest first, Other, Unattributed, and the total,
 * which is the answer's own and equals the sum of the rows. What only the compared period knows has a
 * row as well, so that the changes add up too.
 */
export function toSpendTable(answer: SpendAnswer, dimension: Dimension): SpendTable {
  const entities = answer.groups.filter((group) => (group.key[dimension] ?? null) !== null)
  const unattributed = answer.groups.find((group) => (group.key[dimension] ?? null) === null)
  const ordered = entities.toSorted((a, b) => compare(parseDecimal(b.billed), parseDecimal(a.billed)))
  const colours = assignColours(ordered.map((group) => group.key[dimension] ?? ""))
  const before = new Map(answer.compare?.groups.map((group) => [idOf(group.key, dimension), group]))
  const past = (id: string) => (answer.compare ? (before.get(id) ?? NOTHING) : null)
  const trend = trends(answer, dimension)
  const rows = ordered.map((group) => {
    const value = group.key[dimension] ?? ""
    const id = `=${value}`
    const colour = colours.get(value) ?? "other"
    return rowOf(
      { id, name: value, kind: "entity", colour, value, share: null, trend: trend.of(value) },
      group,
      past(id),
    )
  })
  if (answer.other) {
    const { count } = answer.other
    const name = `${formatCount(count)} ${count === 1 ? "other" : "others"}`
    const same = {
      id: "other",
      name,
      kind: "other",
      colour: "other",
      value: null,
      share: null,
      trend: [],
    } as const
    rows.push(
      rowOf({ ...same, trend: [] }, answer.other, answer.compare ? (answer.compare.other ?? NOTHING) : null),
    )
  }
  const gone = answer.other ? null : answer.compare?.other
  if (gone && parseDecimal(gone.billed).digits !== 0n) {
    const same = { id: "gone", name: "Only before", kind: "other", colour: "other", value: null } as const
    rows.push(rowOf({ ...same, share: null, trend: [] }, NOTHING, gone))
  }
  if (unattributed) {
    const id = "unattributed"
    const same = { id, name: UNATTRIBUTED, kind: id, colour: id, value: null, share: null } as const
    rows.push(rowOf({ ...same, trend: trend.of(null) }, unattributed, past(id)))
  }
  const shares = shareTenths(rows.map((row) => row.billed))
  const same = { id: "total", name: "Total", kind: "total", colour: null, value: null } as const
  const total = rowOf(
    { ...same, share: shares ? 1_000 : null, trend: trend.ofTotal() },
    answer.total,
    answer.compare?.total ?? null,
  )
  return { rows: rows.map((row, index) => ({ ...row, share: shares?.[index] ?? null })), total }
}

export interface Delta {
  /** `up 12.5%`, `down 3.0%`, `unchanged`, `new`, `none`. */
  words: string
  /** Signed decimal string. */
  difference: string
}

/** The change in words: going up is not bad, so it is said and not coloured. */
export function deltaOf(now: string, before: string): Delta {
  const difference = minus(now, before)
  const tenths = changeTenths(now, before)
  const sign = parseDecimal(difference).digits
  if (sign === 0n) return { words: parseDecimal(now).digits === 0n ? "none" : "unchanged", difference }
  if (tenths === null) return { words: "new", difference }
  // Ten times as much and more reads better as a factor than as a percentage.
  if (tenths >= 9_000) return { words: `about ${Math.round(tenths / 1_000) + 1} times as much`, difference }
  return { words: `${sign > 0n ? "up" : "down"} ${formatTenths(Math.abs(tenths))}`, difference }
}

/** `$4,898.21 more`, `$12.00 less`, `the same`. */
export function differenceWords(difference: string, currency: string): string {
  const { digits, scale } = parseDecimal(difference)
  if (digits === 0n) return "the same"
  const size = formatDecimal({ digits: digits < 0n ? -digits : digits, scale })
  return `${formatMoney(size, currency)} ${digits > 0n ? "more" : "less"}`
}

/** Tenths of a percent of spend whose `dimension` is known; null when there is no spend. */
export function attributedTenths(table: SpendTable): number | null {
  if (table.total.share === null) return null
  const missing = table.rows.find((row) => row.kind === "unattributed")
  return 1_000 - (missing?.share ?? 0)
}
