import { type Pico, picoToString, splitLargestRemainder } from "@/lib/money"
import {
  type ChargeKind,
  type LineItem,
  type NormalisedUsage,
  type ReportedCost,
  TOKEN_CLASSES,
  type Warning,
} from "@/lib/providers/schema"
import type { PriceBook } from "./book"
import { type ChargeCosts, chargeCosts } from "./charge"
import { type PricedItem, priceItem } from "./cost"
import { noRateSentence } from "./exchange"
import { findPriceRow } from "./match"
import type { PriceQuery } from "./schema"

/** A call to price: what its payload says and what is known besides. */
export interface CallToPrice {
  usage: NormalisedUsage
  provider: string
  route: string
  /** Where the payload names no model. */
  model: string
  /** The start: it decides the price. */
  at: Date
  /** The end, where known: a call over a change of price is flagged. */
  until?: Date
  /** Used where the payload states none. */
  serviceTier?: string | null
  region?: string | null
  reportingCurrency: string
  book: PriceBook
}

/** One line of a call's bill with its costs. */
export interface PricedCharge {
  kind: ChargeKind
  model: string
  item: LineItem
  query: PriceQuery
  priced: PricedItem
  costs: ChargeCosts
}

export interface PricedCall {
  charges: PricedCharge[]
  /** Sums over the charges; null where one of them is unknown. */
  listPico: Pico | null
  computedPico: Pico | null
  reportedPico: Pico | null
  billedPico: Pico | null
  warnings: Warning[]
}

const NO_TOKENS = {
  input_uncached: 0,
  cache_read: 0,
  cache_write_5m: 0,
  cache_write_1h: 0,
  cache_write_other: 0,
  output: 0,
}

/** Every class but the output: what tiers of a line are chosen by. */
export function inputOf(item: LineItem): number {
  return TOKEN_CLASSES.reduce((sum, key) => sum + (key === "output" ? 0 : item.classes[key]), 0)
}

function queryOf(call: CallToPrice, item: LineItem, first: boolean): PriceQuery {
  const { usage } = call
  const serving = usage.model ?? call.model
  return {
    provider: call.provider,
    route: call.route,
    model: item.model ?? serving,
    at: call.at,
    serviceTier: usage.serviceTier ?? call.serviceTier ?? null,
    region: usage.region ?? call.region ?? null,
    speed: usage.speed,
    thinking: usage.thinking,
    // A sub-call has a length of its own; only the serving call's input selects by the payload's total.
    inputTotal: first ? usage.inputTotal : inputOf(item),
    item,
  }
}

const totalOf = (values: readonly (Pico | null)[]): Pico | null =>
  values.reduce((sum: Pico | null, value) => (sum === null || value === null ? null : sum + value), 0n)

function weight(charge: { costs: ChargeCosts; item: LineItem }, byTokens: boolean): bigint {
  if (!byTokens) return charge.costs.computedPico ?? 0n
  return BigInt(inputOf(charge.item) + charge.item.classes.output)
}

/** What no token explains is a line of its own: a gateway's fee, or tools that only its total includes. */
function feeItem(fee: NonNullable<ReportedCost["fees"]>[number]): LineItem {
  return { kind: fee.kind, model: null, classes: NO_TOKENS, ofWhich: {}, counts: {} }
}

const NOTHING: PricedItem = { list: null, computed: null, unpricedBecause: null, warnings: [] }

/**
 * Shares what was reported for the whole call out over its lines: its fees to lines of their own, the
 * rest in proportion to the computed amounts (to the tokens where one is unknown), by largest
 * remainder, so that the lines sum to it.
 */
function withReported(call: CallToPrice, charges: PricedCharge[], reported: ReportedCost): PricedCharge[] {
  const { reportingCurrency, book } = call
  const share = (amount: string) =>
    chargeCosts({
      query: call,
      priced: NOTHING,
      reported: { ...reported, amount },
      reportingCurrency,
      book,
    })
  const whole = share(reported.amount)
  if (whole.reportedPico === null) {
    if (!reported.isBiller) return charges
    const { unpricedBecause } = whole
    const unknown = { billedPico: null, billedBecause: "unpriced", unpricedBecause } as const
    return charges.map((charge) => ({ ...charge, costs: { ...charge.costs, ...unknown } }))
  }
  const fees = reported.isBiller ? (reported.fees ?? []) : []
  const feeCosts = fees.map((fee) => share(fee.amount))
  const feeTotal = totalOf(feeCosts.map((costs) => costs.reportedPico)) ?? 0n
  const rest = whole.reportedPico - feeTotal
  const byTokens = charges.some(({ costs }) => costs.computedPico === null)
  const shares = splitLargestRemainder(
    rest < 0n ? whole.reportedPico : rest,
    charges.map((charge) => weight(charge, byTokens)),
  )
  const lines = charges.map((charge, index) => {
    const reportedPico = shares[index] ?? 0n
    const costs: ChargeCosts = { ...charge.costs, reportedPico, reportedExchange: whole.reportedExchange }
    if (!reported.isBiller) return { ...charge, costs }
    const billed: ChargeCosts = {
      ...costs,
      billedPico: reportedPico,
      billedBecause: "reported",
      unpricedBecause: null,
    }
    return { ...charge, costs: billed }
  })
  if (rest < 0n) return lines
  return lines.concat(
    fees.map((fee, index) => {
      const item = feeItem(fee)
      const costs = feeCosts[index] ?? whole
      const query = queryOf(call, item, false)
      const known: ChargeCosts = { ...costs, computedPico: costs.reportedPico, listPico: costs.reportedPico }
      return { kind: fee.kind, model: query.model, item, query, priced: NOTHING, costs: known }
    }),
  )
}

/** Which instant of a call decides is not documented by everyone who has hours; the start is taken here. */
function straddling(call: CallToPrice, charges: readonly PricedCharge[]): Warning[] {
  const { until, book } = call
  if (!until) return []
  return charges.flatMap(({ query, priced }) => {
    const row = priced.computed?.row
    const later = row && findPriceRow(book, { ...query, at: until })
    if (!row || later === row) return []
    const detail = `The price changed during the call, from ${row.id} to ${later?.id ?? "none"}; the start decides here.`
    return [{ code: "price_changed_during_call", detail }]
  })
}

/** Says that a stated amount is in a currency that could not be converted. */
export function unconverted(
  cost: ReportedCost | null,
  reported: Pico | null,
  to: { currency: string; at: Date },
): Warning[] {
  if (!cost || reported !== null) return []
  const rate = noRateSentence(cost.currency, to.currency, to.at)
  const result = cost.isBiller ? "what was billed is unknown." : "what was reported is not kept."
  const detail = `${cost.source} says ${cost.amount} ${cost.currency}. ${rate} Until there is one, ${result}`
  return [{ code: "no_rate", detail }]
}

function disagreement(call: CallToPrice, computed: Pico | null, reported: Pico | null): Warning[] {
  const { reported: cost } = call.usage
  if (!cost || computed === null || reported === null || computed === reported) return []
  const detail =
    `${cost.source} says ${picoToString(reported)} ${call.reportingCurrency}, ` +
    `the price book computes ${picoToString(computed)}.`
  return [{ code: "reported_differs", detail }]
}

/** Prices every line of a call and brings in what the payload says was charged. */
export function priceCall(call: CallToPrice): PricedCall {
  const { usage, book, reportingCurrency } = call
  const priced = usage.items.map((item, index): PricedCharge => {
    const query = queryOf(call, item, index === 0)
    const price = priceItem(book, query)
    const costs = chargeCosts({ query, priced: price, reported: null, reportingCurrency, book })
    return { kind: item.kind, model: query.model, item, query, priced: price, costs }
  })
  const charges = usage.reported ? withReported(call, priced, usage.reported) : priced
  const sum = (pick: (costs: ChargeCosts) => Pico | null) => totalOf(charges.map(({ costs }) => pick(costs)))
  const computedPico = sum((costs) => costs.computedPico)
  const reportedPico = usage.reported ? sum((costs) => costs.reportedPico) : null
  return {
    charges,
    listPico: sum((costs) => costs.listPico),
    computedPico,
    reportedPico,
    billedPico: sum((costs) => costs.billedPico),
    warnings: [
      // A biller's amount holds the pieces that the price book cannot price.
      ...(usage.reported?.isBiller ? [] : charges.flatMap(({ priced: { warnings } }) => warnings)),
      ...straddling(call, priced),
      ...unconverted(usage.reported, reportedPico, { currency: reportingCurrency, at: call.at }),
      ...disagreement(call, computedPico, reportedPico),
    ],
  }
}
