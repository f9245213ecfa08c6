import { type Decimal, type Pico, parseDecimal, splitLargestRemainder } from "@/lib/money"
import type { ReportedCost } from "@/lib/providers/schema"
import type { PriceBook } from "./book"
import type { Priced, PricedItem } from "./cost"
import { convert, noRateSentence } from "./exchange"
import type { ExchangeUsed, PricedPart, PriceQuery } from "./schema"

/** The four costs of a charge in pico of the reporting currency, each rounded once, half to even. */
export interface ChargeCosts {
  listPico: Pico | null
  computedPico: Pico | null
  reportedPico: Pico | null
  /** Null: unpriced. */
  billedPico: Pico | null
  billedBecause: BilledBecause
  /** Of `computed`, else of `list`; null where the row is in the reporting currency. */
  exchange: ExchangeUsed | null
  reportedExchange: ExchangeUsed | null
  unpricedBecause: string | null
}

export type BilledBecause = "reported" | "computed" | "nothing to bill" | "unpriced"

export interface ChargeInput {
  query: Pick<PriceQuery, "at">
  priced: PricedItem
  /** This charge's own share where the call has several. */
  reported: ReportedCost | null
  reportingCurrency: string
  book: PriceBook
}

function inCurrency(input: ChargeInput, priced: Priced | null): ReturnType<typeof convert> {
  if (!priced) return null
  return convert(input.book.exchange, priced.amount, priced.currency, input.reportingCurrency, input.query.at)
}

function becauseOf(billed: Pico | null, byBiller: boolean, nothing: boolean): BilledBecause {
  if (billed === null) return "unpriced"
  if (byBiller) return "reported"
  return nothing ? "nothing to bill" : "computed"
}

/**
 * Costs of one charge. Billed is what was reported where the reporter is the biller (for a call with
 * the caller's own key that is the upstream cost and the gateway's fee together), else what was
 * computed; null, and so unpriced, where that is not known. What a biller states in a currency without a
 * rate is not known: the price book's amount is not what it charged.
 */
export function chargeCosts(input: ChargeInput): ChargeCosts {
  const { priced, reported, reportingCurrency: currency, query, book } = input
  const nothing = !priced.computed && priced.unpricedBecause === null
  const list = inCurrency(input, priced.list)
  const computed = inCurrency(input, priced.computed)
  const stated =
    reported && convert(book.exchange, parseDecimal(reported.amount), reported.currency, currency, query.at)
  const listPico = nothing ? 0n : (list?.pico ?? null)
  const computedPico = nothing ? 0n : (computed?.pico ?? null)
  const reportedPico = stated?.pico ?? null
  const biller = reported?.isBiller === true ? reported : null
  const billedPico = biller ? reportedPico : computedPico
  const foreign = biller?.currency ?? priced.computed?.currency ?? ""
  const noRate = noRateSentence(foreign, currency, query.at)
  return {
    listPico,
    computedPico,
    reportedPico,
    billedPico,
    billedBecause: becauseOf(billedPico, biller !== null, nothing),
    exchange: computed?.used ?? list?.used ?? null,
    reportedExchange: stated?.used ?? null,
    unpricedBecause: billedPico !== null ? null : biller ? noRate : (priced.unpricedBecause ?? noRate),
  }
}

/** A charge's total over its parts in proportion to their exact amounts, so that they sum to it. */
export function splitParts(totalPico: Pico, parts: readonly PricedPart[]): Pico[] {
  return splitLargestRemainder(totalPico, weightsOf(parts.map((part) => parseDecimal(part.amount))))
}

/** Decimals as whole numbers over one scale. */
function weightsOf(amounts: readonly Decimal[]): bigint[] {
  const scale = Math.max(0, ...amounts.map((amount) => amount.scale))
  return amounts.map((amount) => amount.digits * 10n ** BigInt(scale - amount.scale))
}
