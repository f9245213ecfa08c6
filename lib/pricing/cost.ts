import type { Decimal } from "@/lib/money"
import { type LineItem, TOKEN_CLASSES } from "@/lib/providers/schema"
import type { CompiledRow, PriceBook } from "./book"
import { type Matched, matchRows } from "./match"
import { pricedParts, type RatedItem, rateItem } from "./rates"
import type { PricedPart, PriceQuery, PriceRow, PriceWarning } from "./schema"
import { whyUnpriced } from "./why-unpriced"

/** An item times one row. */
export interface Priced {
  /** Complete: states every rate that `parts` were multiplied with. */
  row: PriceRow
  /** Exact, unrounded, in `currency`. */
  amount: Decimal
  currency: string
  readonly parts: PricedPart[]
}

export interface PricedItem {
  /** At the catalogue's price. */
  list: Priced | null
  /** After the organisation's own prices. */
  computed: Priced | null
  /** Null while `computed` is null: the item holds nothing that costs anything. */
  unpricedBecause: string | null
  warnings: PriceWarning[]
}

/** Counts that say what happened without a price of their own. */
const FREE_COUNTS: ReadonlySet<string> = new Set([
  "requests",
  "web_fetch_requests",
  "tool_calls_requested",
  "tool_calls_executed",
])

class RatedPrice implements Priced {
  readonly row: PriceRow
  readonly amount: Decimal
  readonly currency: string
  readonly #rated: RatedItem
  readonly #scale: number

  constructor(compiled: CompiledRow, rated: RatedItem) {
    this.row = compiled.row
    this.amount = rated.amount
    this.currency = compiled.row.currency
    this.#rated = rated
    this.#scale = compiled.rates.scale
  }

  get parts(): PricedPart[] {
    return pricedParts(this.#rated.parts, this.#scale)
  }
}

function hasTokens({ classes }: LineItem): boolean {
  for (const key of TOKEN_CLASSES) if (classes[key] > 0) return true
  return false
}

/** Pieces that are billed somewhere and have no rate here. */
export function countsWithoutRate(item: LineItem, hasRate: (key: string) => boolean): string[] {
  const keys: string[] = []
  for (const key in item.counts) {
    if ((item.counts[key] ?? 0) > 0 && !FREE_COUNTS.has(key) && !hasRate(key)) keys.push(key)
  }
  return keys
}

function priceWith(compiled: CompiledRow, item: LineItem): { priced: Priced | null; rated: RatedItem } {
  const rated = rateItem(compiled.rates, item)
  return { priced: rated.missing === null ? new RatedPrice(compiled, rated) : null, rated }
}

function unpriced(
  query: PriceQuery,
  matched: Matched,
  list: Priced | null,
  reason: string | null,
): PricedItem {
  return { list, computed: null, unpricedBecause: reason ?? whyUnpriced(query, matched), warnings: [] }
}

/**
 * Prices one line of a call. A class or a known fee that no rate exists for leaves it unpriced, never
 * free; a line that also has priced tokens keeps its price and says which pieces are missing from it.
 */
export function priceItem(book: PriceBook, query: PriceQuery): PricedItem {
  const { item } = query
  const tokens = hasTokens(item)
  const matched = matchRows(book, query)
  const missing = countsWithoutRate(item, (key) => matched.computed?.rates.other.has(key) ?? false)
  if (!tokens && missing.length === 0 && !matched.computed) {
    return { list: null, computed: null, unpricedBecause: null, warnings: [] }
  }
  const list = matched.list && priceWith(matched.list, item)
  if (!matched.computed) return unpriced(query, matched, list?.priced ?? null, null)
  const computed = matched.computed === matched.list && list ? list : priceWith(matched.computed, item)
  if (!computed.priced) {
    const reason = `${matched.computed.row.id} has no rate for ${computed.rated.missing}.`
    return unpriced(query, matched, list?.priced ?? null, reason)
  }
  if (missing.length > 0 && computed.rated.parts.length === 0) {
    return unpriced(query, matched, list?.priced ?? null, `No price is known for ${missing.join(", ")}.`)
  }
  const warnings = missing.map((key) => ({
    code: "unpriced_fee",
    detail: `${item.counts[key]} × ${key} of ${query.model} have no price and are not in the amount.`,
  }))
  return { list: list?.priced ?? null, computed: computed.priced, unpricedBecause: null, warnings }
}

/** Prices an item by a row that was stored with it, as the ledger keeps them. */
export function priceByRow(compiled: CompiledRow, item: LineItem): Priced | null {
  return priceWith(compiled, item).priced
}
