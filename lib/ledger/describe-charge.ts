import { formatDecimal, multiply, parseDecimal, picoToString } from "@/lib/money"
import { compileRow } from "@/lib/pricing/book"
import { splitParts } from "@/lib/pricing/charge"
import { type Priced, priceByRow } from "@/lib/pricing/cost"
import { explainMatch } from "@/lib/pricing/explain-match"
import type { PriceQuery, PriceRow } from "@/lib/pricing/schema"
import { SUB_COUNTS, TOKEN_CLASSES } from "@/lib/providers/schema"
import type { Pricing } from "./charges"
import type { ChargeRow } from "./read"
import type { ChargeDetail, ChargePart, PriceUsed } from "./schema"
import { itemOf, queryOf } from "./stored-line"
import { FLAG } from "./usage-event"

const MILLION = parseDecimal("1000000")
const PER_TOKEN: ReadonlySet<string> = new Set([...TOKEN_CLASSES, ...SUB_COUNTS])

function unitRate(key: string, rate: string): string {
  return PER_TOKEN.has(key) ? formatDecimal(multiply(parseDecimal(rate), MILLION)) : rate
}

function partsOf(row: ChargeRow, list: Priced | null, computed: Priced | null): ChargePart[] {
  const priced = computed ?? list
  if (!priced) {
    const counts = Object.entries(itemOf(row).classes).filter(([, quantity]) => quantity > 0)
    return counts.map(([key, quantity]) => ({
      key,
      quantity,
      listRate: null,
      rate: null,
      unit: "million",
      billed: null,
    }))
  }
  const parts = priced.parts
  const shares = row.billed_pico === null ? null : splitParts(row.billed_pico, parts)
  const listRates = new Map(list?.parts.map((part) => [part.key, part.rate]))
  return parts.map((part, i) => {
    const listRate = listRates.get(part.key)
    return {
      key: part.key,
      quantity: part.quantity,
      listRate: listRate === undefined ? null : unitRate(part.key, listRate),
      rate: unitRate(part.key, part.rate),
      unit: PER_TOKEN.has(part.key) ? "million" : "piece",
      billed: shares ? picoToString(shares[i] ?? 0n) : null,
    }
  })
}

function priceUsed(row: ChargeRow, query: PriceQuery, { book }: Pricing): PriceUsed | null {
  const chosen: PriceRow | null = row.override_row ?? row.list_row
  if (!chosen) return null
  const explained = explainMatch(book, query).list
  const current = explained.row?.id === row.list_row?.id
  const { exchange } = row
  return {
    listRow: row.list_row?.id ?? chosen.id,
    overrideRow: row.override_row?.id ?? null,
    currency: chosen.currency,
    effectiveFrom: chosen.effectiveFrom,
    source: chosen.source,
    sourceUrl: chosen.sourceUrl ?? null,
    asOf: chosen.asOf,
    conditionsMet: current ? explained.met : [],
    notChosen: current ? explained.notChosen.map(({ id, because }) => `${id}: ${because}`) : [],
    exchange: exchange && {
      rate:
        exchange.denominator === "1" ? exchange.numerator : `${exchange.numerator} / ${exchange.denominator}`,
      from: exchange.from,
      to: exchange.to,
      date: exchange.date,
      source: exchange.source,
    },
  }
}

const money = (pico: bigint | null) => (pico === null ? null : picoToString(pico))

/** A line's computed cost: stored where it differs from the list cost, null where it is unknown. */
export function computedOf(row: Pick<ChargeRow, "computed_pico" | "list_pico" | "flags">): bigint | null {
  return row.computed_pico ?? ((row.flags & FLAG.noComputed) > 0 ? null : row.list_pico)
}

/** A line of the ledger with the rate of each class, by the rows that were stored with it. */
export function describeCharge(row: ChargeRow, pricing: Pricing): ChargeDetail {
  const item = itemOf(row)
  const query = queryOf(row, item)
  const list = row.list_row ? priceByRow(compileRow(row.list_row), item) : null
  const computed = row.override_row ? priceByRow(compileRow(row.override_row), item) : list
  return {
    line: row.line,
    kind: item.kind,
    model: item.model ?? row.model,
    classes: item.classes,
    ofWhich: { ...item.ofWhich },
    counts: item.counts,
    list: money(row.list_pico),
    computed: money(computedOf(row)),
    reported: money(row.reported_pico),
    billed: money(row.billed_pico),
    parts: partsOf(row, list, computed),
    price: priceUsed(row, query, pricing),
    unpricedBecause: row.billed_pico === null ? "No price row matches." : null,
  }
}
