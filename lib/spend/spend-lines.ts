import { parseDecimal } from "@/lib/money"
import { centParts, formatCount, formatMoney, formatMoneyChange, UNKNOWN } from "@/lib/money-format"
import { bucketStarts } from "@/lib/time"
import type { Colour } from "./colour"
import { isUnlisted, isUnpriced, type SpendRow, toSpendTable } from "./display"
import { eventsHref, narrowed, nextLevel, overviewHref, pageHref, without } from "./drill"
import type { Dimension, SpendAnswer } from "./schema"
import type { View } from "./url"

/** A row's amounts in cents, each rounded as a part of its column; null without one. */
export interface LineCents {
  billed: string
  list: string
  change: string | null
}

/** One row of a table of spend, everything decided: a component prints it and nothing more. */
export interface SpendLine {
  id: string
  name: string
  kind: SpendRow["kind"] | "unpriced"
  colour: Colour | null
  share: number | null
  /** Exact, for the order and for who wants every digit; null = no price for any of it. */
  billed: string | null
  /** In cents, so that the rows add up to the total in front of the reader. */
  billedText: string
  /** What rows that this one is the sum of add up to as they are printed. */
  cents: LineCents
  change: string | null
  changeText: string
  changeTenths: number | null
  isNew: boolean
  requests: number | null
  perThousand: string | null
  /** Exact, at list prices; null = no list price for any of it. */
  list: string | null
  listText: string
  tokens: number | null
  /** Tenths of a percent of input tokens read from cache. */
  cached: number | null
  trend: string[]
  unpricedCalls: number
  /** This page, narrowed to the row. */
  href: string | null
  /** The events behind the figures. */
  eventsHref: string | null
  /** The value's own page. */
  pageHref: string | null
}

export interface SpendLines {
  currency: string
  dimension: Dimension
  lines: SpendLine[]
  total: SpendLine
  /** The last bucket is still running. */
  unfinished: boolean
  /** There is a period to compare with. */
  compares: boolean
}

/** An amount in cents; one that would print as nothing although it is something is said in full. */
export function printed(part: string, exact: string, format: (amount: string) => string): string {
  return format(parseDecimal(part).digits === 0n ? exact : part)
}

function lineOf(row: SpendRow, cents: LineCents, currency: string): SpendLine {
  const { id, name, kind, colour, share, changeTenths, isNew, requests, perThousand } = row
  const isZero = (amount: string | null) => amount === null || parseDecimal(amount).digits === 0n
  const unknown = isUnpriced(row)
  // Nothing is known of a cost that never had a price; one that had counts as gone.
  const change = unknown && isZero(row.change) ? null : row.change
  const list = unknown || isUnlisted(row) ? null : row.list
  const money = (amount: string) => formatMoney(amount, currency)
  return {
    id,
    name,
    kind,
    colour,
    share: unknown ? null : share,
    billed: unknown ? null : row.billed,
    billedText: unknown ? UNKNOWN : printed(cents.billed, row.billed, money),
    cents,
    change,
    changeText:
      change === null || cents.change === null
        ? UNKNOWN
        : printed(cents.change, change, (amount) => formatMoneyChange(amount, currency)),
    changeTenths,
    isNew,
    requests,
    perThousand: unknown ? null : perThousand,
    list,
    listText: list === null ? UNKNOWN : printed(cents.list, list, money),
    tokens: row.tokens,
    cached: row.cached,
    trend: row.trend,
    unpricedCalls: row.unpriced.calls,
    href: null,
    eventsHref: null,
    pageHref: null,
  }
}

/** What has no price stands below the rest: counted, and in no sum. It leads to the models it is of. */
function unpricedLine(
  answer: SpendAnswer,
  { dimension, view, here = overviewHref }: LinesOptions,
): SpendLine[] {
  if (answer.unpriced.calls === 0) return []
  return [
    {
      id: "unpriced",
      name: `Unpriced, ${formatCount(answer.unpriced.calls)} ${answer.unpriced.calls === 1 ? "call" : "calls"}`,
      kind: "unpriced",
      colour: null,
      share: null,
      billed: null,
      billedText: UNKNOWN,
      cents: { billed: "0", list: "0", change: null },
      change: null,
      changeText: UNKNOWN,
      changeTenths: null,
      isNew: false,
      requests: null,
      perThousand: null,
      list: null,
      listText: UNKNOWN,
      tokens: answer.unpriced.tokens,
      cached: null,
      trend: [],
      unpricedCalls: answer.unpriced.calls,
      href: dimension === "model" ? null : here({ ...view, groupBy: ["model"] }),
      eventsHref: null,
      pageHref: null,
    },
  ]
}

/** The buckets of an answer that have begun: what is to come is no zero. */
export function begunBuckets({ range, interval, zone }: SpendAnswer, now: Date): Date[] {
  const starts = bucketStarts(new Date(range.from), new Date(range.to), interval, zone)
  return starts.filter((start) => start <= now)
}

export interface LinesOptions {
  dimension: Dimension
  view: View
  now: Date
  /** A row narrows the page and moves to the next level; without, the page keeps what it groups by. */
  movesOn?: boolean
  /** What the rows add up to as they are printed, where their sum is a row of another table. */
  within?: LineCents
  /** The page that the rows narrow; Overview without. */
  here?: (view: View) => string
}

function linksOf(row: SpendRow, rows: readonly SpendRow[], options: LinesOptions) {
  const { dimension, view, movesOn, here = overviewHref } = options
  if (row.kind === "total") return { href: null, eventsHref: eventsHref(view), pageHref: null }
  if (row.id === "gone") return { href: null, eventsHref: null, pageHref: null }
  if (row.kind === "other") {
    const shown = rows.filter((each) => each.kind !== "other").map((each) => each.value)
    const rest = without(view, dimension, shown)
    return { href: here({ ...rest, groupBy: [dimension] }), eventsHref: eventsHref(rest), pageHref: null }
  }
  const own = narrowed(view, dimension, row.value)
  const groupBy = movesOn ? [nextLevel(dimension, own.filters)] : view.groupBy
  return {
    href: here({ ...own, groupBy }),
    eventsHref: eventsHref(own),
    pageHref: pageHref(dimension, row.value, view),
  }
}

/**
 * The lines of an answer grouped by one dimension: largest first, Other, Unattributed, Unpriced, and the
 * total. Amounts are rounded so that they add up to the printed total.
 */
export function toSpendLines(answer: SpendAnswer, options: LinesOptions): SpendLines {
  const { rows, total } = toSpendTable(answer, options.dimension)
  const { within } = options
  const billed = centParts(
    rows.map((row) => row.billed),
    within?.billed,
  )
  const list = centParts(
    rows.map((row) => row.list),
    within?.list,
  )
  const changes = centParts(
    rows.map((row) => row.change ?? "0"),
    within?.change ?? undefined,
  )
  const begun = begunBuckets(answer, options.now).length
  const lineFor = (row: SpendRow, cents: LineCents): SpendLine => ({
    ...lineOf(row, cents, answer.currency),
    ...linksOf(row, rows, options),
    trend: row.trend.slice(0, begun),
  })
  const lines = rows.map((row, at) =>
    lineFor(row, { billed: billed[at] ?? "0", list: list[at] ?? "0", change: changes[at] ?? null }),
  )
  return {
    currency: answer.currency,
    dimension: options.dimension,
    lines: [...lines, ...unpricedLine(answer, options)],
    total: lineFor(total, total),
    unfinished: options.now < new Date(answer.range.to),
    compares: answer.compare !== null,
  }
}
