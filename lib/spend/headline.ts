import { add, formatDecimal, parseDecimal } from "@/lib/money"
import {
  changeTenths,
  formatCompact,
  formatMoney,
  formatRough,
  formatTenths,
  shareTenths,
  splitCompact,
  splitMoney,
  UNKNOWN,
} from "@/lib/money-format"
import { formatRange } from "@/lib/time-format"
import { cachedTenths, deltaOf, differenceWords, isUnpriced } from "./display"
import { perRequests } from "./metric"
import { comparisonWords } from "./range"
import type { Measures, SpendAnswer } from "./schema"
import { begunBuckets } from "./spend-lines"

/** A headline figure in words and digits, ready to print. */
export interface Headline {
  label: string
  /** What the label means in full, where that is longer than its place. */
  meaning?: string
  value: string
  small: string
  /** `up 12.5%`; null without anything to compare with. */
  delta: string | null
  /** On the delta's line: `, $4,898.21 more`. */
  after: string | null
  /** The line below: `than 1–19 Oct until 10:24`. */
  against: string | null
  /** Decimal strings, one per bucket that has begun. */
  trend: string[]
}

type Past = Measures | null

interface Course {
  now: Date
  answer: SpendAnswer
}

/** One figure per bucket; buckets that have none leave no point. */
function courseOf({ answer, now }: Course, figure: (sums: BucketSums) => string | number | null): string[] {
  const byBucket = new Map<number, BucketSums>()
  for (const point of answer.series) {
    const at = Date.parse(point.bucket)
    const sums = byBucket.get(at) ?? emptyBucket()
    sums.billed = formatDecimal(add(parseDecimal(sums.billed), parseDecimal(point.billed)))
    sums.requests += point.requests
    sums.calls += point.calls
    sums.unpriced.calls += point.unpriced.calls
    sums.unpriced.tokens += point.unpriced.tokens
    for (const name of ["input_uncached", "cache_read", "cache_write"] as const) {
      sums.tokens[name] += point.tokens[name]
    }
    byBucket.set(at, sums)
  }
  return begunBuckets(answer, now).flatMap((start) => {
    const value = figure(byBucket.get(start.getTime()) ?? emptyBucket())
    return value === null ? [] : [String(value)]
  })
}

type BucketSums = Pick<Measures, "billed" | "requests" | "calls" | "tokens" | "unpriced">

function emptyBucket(): BucketSums {
  const tokens = { input_uncached: 0, cache_read: 0, cache_write: 0, output: 0, reasoning: 0 }
  return { billed: "0", requests: 0, calls: 0, tokens, unpriced: { calls: 0, tokens: 0 } }
}

function isZero(amount: string): boolean {
  return parseDecimal(amount).digits === 0n
}

const NO_CHANGE = { delta: null, after: null, against: null } as const
const NOT_KNOWN = { value: UNKNOWN, small: "", ...NO_CHANGE }

function spendChange(billed: string, past: Past, currency: string, before: string) {
  if (!past) return NO_CHANGE
  if (isUnpriced(past)) return { ...NO_CHANGE, against: `no price in ${before}` }
  if (isZero(past.billed)) {
    return isZero(billed)
      ? { ...NO_CHANGE, against: `nothing in ${before} either` }
      : { ...NO_CHANGE, delta: "new", against: `nothing in ${before}` }
  }
  const { words, difference } = deltaOf(billed, past.billed)
  if (isZero(difference)) return { ...NO_CHANGE, delta: words, against: `from ${before}` }
  return { delta: words, after: `, ${differenceWords(difference, currency)}`, against: `than ${before}` }
}

function countChange(count: number, past: number | null) {
  if (past === null) return NO_CHANGE
  const { words } = deltaOf(String(count), String(past))
  if (words === "none") return { ...NO_CHANGE, against: "none before either" }
  if (words === "new") return { ...NO_CHANGE, delta: words, against: "none before" }
  const apart = count - past
  const against = apart === 0 ? "as many" : `${formatRough(Math.abs(apart))} ${apart > 0 ? "more" : "fewer"}`
  return { ...NO_CHANGE, delta: words, against }
}

function unitCostChange(cost: string | null, past: Past, currency: string) {
  const was = past && perRequests(past, 1_000n)
  if (cost === null || !past) return NO_CHANGE
  if (isUnpriced(past)) return { ...NO_CHANGE, against: "no price before" }
  if (was === null) return { ...NO_CHANGE, delta: "new", against: "no requests before" }
  const against = `was ${formatMoney(was, currency)}`
  const words = changeTenths(cost, was) === null ? null : deltaOf(cost, was).words
  return { ...NO_CHANGE, delta: words, against }
}

/** Shares change in points: `up 1.7 points`. */
function pointsWords(now: number | null, before: number | null): string | null {
  if (now === null || before === null) return null
  if (now === before) return "unchanged"
  const size = formatTenths(Math.abs(now - before)).replace("%", "")
  return `${now > before ? "up" : "down"} ${size} points`
}

function splitTenths(tenths: number | null): { value: string; small: string } {
  return tenths === null
    ? { value: UNKNOWN, small: "" }
    : { value: formatTenths(tenths).replace("%", ""), small: "%" }
}

function inputOf({ input_uncached, cache_read, cache_write }: Measures["tokens"]): number {
  return input_uncached + cache_read + cache_write
}

function cacheHeadline(course: Course): Headline {
  const { total, compare } = course.answer
  const tenths = cachedTenths(total.tokens)
  const input = inputOf(total.tokens)
  return {
    label: "Input read from cache",
    ...splitTenths(tenths),
    delta: pointsWords(tenths, compare && cachedTenths(compare.total.tokens)),
    after: null,
    against:
      input === 0
        ? "no input tokens"
        : `${formatCompact(total.tokens.cache_read)} of ${formatCompact(input)} tokens`,
    trend: courseOf(course, ({ tokens }) => cachedTenths(tokens)),
  }
}

/** Spend, requests, cost per thousand and cache reads of an answer, each against its comparison. */
export function toHeadlines(answer: SpendAnswer, now: Date): Headline[] {
  const { total, compare, currency, zone, range } = answer
  const [from, to] = [new Date(range.from), new Date(range.to)]
  const before = compare
    ? comparisonWords({ from: new Date(compare.range.from), to: new Date(compare.range.to) }, zone, now)
    : ""
  const past = compare?.total ?? null
  const course = { answer, now }
  const unpriced = isUnpriced(total)
  const cost = unpriced ? null : perRequests(total, 1_000n)
  const spent = unpriced
    ? { ...NOT_KNOWN, against: "no call has a price", trend: [] }
    : {
        ...splitMoney(total.billed, currency),
        ...spendChange(total.billed, past, currency, before),
        trend: courseOf(course, (sums) => sums.billed),
      }
  return [
    { label: `Spend, ${formatRange(from, to, zone)}`, ...spent },
    {
      label: "Requests",
      ...splitCompact(total.requests),
      ...countChange(total.requests, past?.requests ?? null),
      trend: courseOf(course, (sums) => sums.requests),
    },
    {
      label: "Per 1,000 requests",
      ...(cost === null
        ? { ...NOT_KNOWN, trend: [] }
        : {
            ...splitMoney(cost, currency),
            ...unitCostChange(cost, past, currency),
            trend: courseOf(course, (sums) => perRequests(sums, 1_000n)),
          }),
    },
    cacheHeadline(course),
  ]
}

/** What of a total is missing from its known part; the two are asked apart, so never below zero. */
function missingOf(total: string, known: string): string {
  const { digits, scale } = parseDecimal(known)
  const rest = add(parseDecimal(total), { digits: -digits, scale })
  return rest.digits < 0n ? "0" : formatDecimal(rest)
}

/** Tenths of a percent of `total` that `known` is; null where there is nothing. */
export function knownTenths(total: string, known: string): number | null {
  return shareTenths([known, missingOf(total, known)])?.[0] ?? null
}

/** The share of `answer`'s spend that `known` holds: the same question with every dimension attributed. */
export function toCoverage(answer: SpendAnswer, known: SpendAnswer, now: Date): Headline {
  const { total, compare, currency } = answer
  const tenths = knownTenths(total.billed, known.total.billed)
  const past = compare && known.compare ? knownTenths(compare.total.billed, known.compare.total.billed) : null
  const missing = missingOf(total.billed, known.total.billed)
  const knownCourse = courseOf({ answer: known, now }, (sums) => sums.billed)
  const trend = courseOf({ answer, now }, (sums) => sums.billed).flatMap((billed, at) => {
    const share = knownTenths(billed, knownCourse[at] ?? "0")
    return share === null ? [] : [String(share)]
  })
  return {
    label: "Attributed",
    meaning: "Share of spend whose user, agent, feature and team are all known",
    ...splitTenths(tenths),
    delta: pointsWords(tenths, past),
    after: null,
    against: isUnpriced(total) ? null : `${formatMoney(missing, currency)} Unattributed`,
    trend,
  }
}
