import "server-only"
import { snapshotOf, unpricedBecauseOf } from "@/lib/ledger/charges"
import { computedOf } from "@/lib/ledger/describe-charge"
import { OVER_LIMIT } from "@/lib/ledger/limits"
import { itemOf, queryOf, type StoredLine } from "@/lib/ledger/stored-line"
import { FLAG, type PriceSnapshot } from "@/lib/ledger/usage-event"
import type { Pico } from "@/lib/money"
import type { PriceBook } from "@/lib/pricing/book"
import { type ChargeCosts, chargeCosts } from "@/lib/pricing/charge"
import { countsWithoutRate, priceItem } from "@/lib/pricing/cost"
import { type LineItem, TOKEN_CLASSES } from "@/lib/providers/schema"

/** A line of a call as it stands. */
export interface LineNow extends StoredLine {
  key: bigint
  line: number
  context_id: number
  price_id: number | null
  list_pico: Pico | null
  computed_pico: Pico | null
  billed_pico: Pico | null
  reported_pico: Pico | null
  /** Whether the re-rate is asked for it; the other lines of its call stay. */
  asked: boolean
  /** Of the row that priced it, where it holds pieces. */
  rates: Record<string, string> | null
}

/** What a line costs by the price book as it is. */
export interface NewPrice {
  list: Pico | null
  computed: Pico | null
  billed: Pico | null
  flags: number
  /** Null where no row prices it; `kept` where the line keeps the one it has. */
  price: PriceSnapshot | null | "kept"
}

export interface Repriced {
  line: LineNow
  price: NewPrice
  changed: boolean
}

export interface RepriceOptions {
  book: PriceBook
  currency: string
  /** Leave what is priced already. */
  onlyUnpriced: boolean
  /** Gateways whose stated cost is what they charge. */
  billers: ReadonlySet<string>
}

/**
 * Whether the call's cost is its reporter's word. Rows say so; for those from before they did, it shows where
 * the amounts differ, or in the gateway's name.
 */
export function reporterBills(lines: readonly LineNow[], billers: ReadonlySet<string>): boolean {
  if (lines.some(({ flags }) => (flags & FLAG.reporterBills) !== 0)) return true
  if (lines.some(({ flags }) => (flags & FLAG.reporterPasses) !== 0)) return false
  // Known to the price book and yet unknown: the biller's own currency could not be converted.
  if (lines.some((line) => line.billed_pico === null && computedOf(line) !== null)) return true
  const reported = lines.filter(({ reported_pico }) => reported_pico !== null)
  if (reported.length === 0) return false
  if (reported.some((line) => line.billed_pico !== line.reported_pico)) return false
  return reported.some((line) => billers.has(line.route) || line.billed_pico !== computedOf(line))
}

/**
 * Lines that no price book can price: fees that were reported, calls whose usage is unknown or nothing, and what is
 * counted under the name that stands for all beyond a day's cap, since whose model it was is not kept.
 */
function isFixed({ provider }: LineNow, { classes, counts }: LineItem): boolean {
  if (provider === OVER_LIMIT) return true
  return (
    TOKEN_CLASSES.every((key) => classes[key] === 0) && Object.values(counts).every((count) => count === 0)
  )
}

/** The price that a line has, and whether something of it is unpriced. */
type Found = Omit<NewPrice, "flags"> & { unknown: boolean }

function asItStands(line: LineNow, item: LineItem, byReport: boolean): Found {
  const { list_pico: list, billed_pico: billed, flags, rates } = line
  const mayMiss = !byReport && (flags & FLAG.unpriced) !== 0
  const missesPieces = mayMiss && countsWithoutRate(item, (key) => rates?.[key] !== undefined).length > 0
  return { list, computed: computedOf(line), billed, price: "kept", unknown: billed === null || missesPieces }
}

const LARGEST = 2n ** 63n - 1n
/** A row of the ledger holds no more. */
const isTooLarge = ({ listPico, computedPico }: ChargeCosts) =>
  (listPico ?? 0n) > LARGEST || (computedPico ?? 0n) > LARGEST

function priceOf(line: LineNow, byReport: boolean, { book, currency, onlyUnpriced }: RepriceOptions): Found {
  const item = itemOf(line)
  const isAsked = line.asked && !(onlyUnpriced && line.billed_pico !== null)
  if (!isAsked || isFixed(line, item)) return asItStands(line, item, byReport)
  const query = queryOf(line, item)
  const priced = priceItem(book, query)
  const costs = chargeCosts({ query, priced, reported: null, reportingCurrency: currency, book })
  if (isTooLarge(costs)) return asItStands(line, item, byReport)
  const { listPico: list, computedPico: computed } = costs
  const price = snapshotOf(priced, costs.exchange)
  // A biller's amount holds the pieces that the price book cannot price.
  if (byReport) return { list, computed, billed: line.billed_pico, price, unknown: line.billed_pico === null }
  return {
    list,
    computed,
    billed: costs.billedPico,
    price,
    unknown: unpricedBecauseOf(costs, priced) !== null,
  }
}

function flagsOf(flags: number, { list, computed }: Found, isUnpriced: boolean): number {
  const kept = flags & ~(FLAG.unpriced | FLAG.noComputed)
  return kept | (isUnpriced ? FLAG.unpriced : 0) | (computed === null && list !== null ? FLAG.noComputed : 0)
}

/**
 * Prices the lines of one call anew, each at the instant of the call. A line counts as changed where an amount
 * does, or whether something of its call is unpriced.
 */
export function repriceCall(lines: readonly LineNow[], options: RepriceOptions): Repriced[] {
  const byReport = reporterBills(lines, options.billers)
  const found = lines.map((line) => ({ line, now: priceOf(line, byReport, options) }))
  const isUnpriced = found.some(({ now }) => now.unknown)
  return found.map(({ line, now }) => {
    const flags = flagsOf(line.flags, now, isUnpriced)
    const changed =
      now.list !== line.list_pico ||
      now.computed !== computedOf(line) ||
      now.billed !== line.billed_pico ||
      flags !== line.flags
    const { list, computed, billed, price } = now
    return { line, price: { list, computed, billed, flags, price }, changed }
  })
}
