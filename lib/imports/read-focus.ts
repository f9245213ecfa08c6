import { listName } from "@/lib/pricing/provider-name"
import type { BillRow, BillTokens, LineKind, ReadBill } from "./bill"
import { amountOf, countOf, currencyOf, textOf } from "./cells"
import { type NamedCells, type RowAnswer, readRows } from "./read-rows"

const KINDS: Readonly<Record<string, LineKind>> = {
  usage: "usage",
  purchase: "fee",
  credit: "credit",
  tax: "tax",
  adjustment: "adjustment",
}

const DAYS_MS = 2 * 86_400_000

/**
 * The day in whose midst the period lies, so that a day of another zone is the day it is called by; the first of a
 * longer period, such as a month's tax.
 */
function dayOfPeriod(cells: NamedCells): string | null {
  const start = Date.parse(cells("chargeperiodstart"))
  const end = Date.parse(cells("chargeperiodend"))
  if (Number.isNaN(start)) return null
  const midst = end > start && end - start <= DAYS_MS ? start + (end - start) / 2 : start
  const time = new Date(midst)
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9_999
    ? null
    : time.toISOString().slice(0, 10)
}

/** Usage of more than a day has no day that it could be compared on. */
function isLong(cells: NamedCells): boolean {
  const [start, end] = [Date.parse(cells("chargeperiodstart")), Date.parse(cells("chargeperiodend"))]
  return end - start > DAYS_MS
}

function modelOf(cells: NamedCells): string | null {
  const own = cells("x_model") || cells("resourcename") || cells("resourceid")
  if (own !== "") return textOf(own)
  const sku = cells("skuid")
  const [, named] = /^[a-z0-9-]+[/:](.+)$/i.exec(sku) ?? []
  const model = named ?? sku
  return model === "" || /\s/.test(model) ? null : textOf(model)
}

const CLASSES: readonly (readonly [RegExp, keyof BillTokens])[] = [
  [/cache.*(?:write|creation)|write.*cache/, "cache_write"],
  [/cache/, "cache_read"],
  [/output|completion/, "output"],
  [/input|prompt/, "input_uncached"],
]

const MANY: Readonly<Record<string, bigint>> = { "": 1n, k: 1_000n, t: 1_000n, m: 1_000_000n }
const UNIT = /^(\d{0,9})\s*(k|m|thousands?|millions?)?\b(?:[a-z ]*\s)?tokens?$/i
const MOST_UNIT = 40

/** Tokens of a quantity that may count thousands or millions of them, as `1K tokens` does; null where that is no whole number. */
function quantityOf(cells: NamedCells): bigint | null {
  const unitText = cells("consumedunit").trim().slice(0, MOST_UNIT)
  const found = UNIT.exec(unitText)
  if (!found) return null
  const [, times, many = ""] = found
  const each = BigInt(times || "1") * (MANY[many.slice(0, 1).toLowerCase()] ?? 1n)
  const quantity = amountOf(cells("consumedquantity"))
  if (!quantity) return null
  const unit = 10n ** BigInt(quantity.scale)
  const digits = quantity.digits * each
  return digits % unit === 0n ? countOf(String(digits / unit)) : null
}

function tokensOf(cells: NamedCells): BillTokens {
  if (!/token/i.test(cells("consumedunit"))) return {}
  const quantity = quantityOf(cells)
  const words = `${cells("x_tokenclass")} ${cells("skumeter")} ${cells("chargedescription")}`.toLowerCase()
  const name = CLASSES.find(([pattern]) => pattern.test(words))?.[1]
  return quantity === null || name === undefined ? {} : { [name]: quantity }
}

function rowOf(cells: NamedCells): RowAnswer {
  const seller = cells("invoiceissuername") || cells("serviceprovidername") || cells("providername")
  const day = dayOfPeriod(cells)
  const value = amountOf(cells("billedcost"))
  const currency = currencyOf(cells("billingcurrency"))
  const kind = KINDS[cells("chargecategory").trim().toLowerCase()]
  if (seller.trim() === "") return { detail: "It names nobody who bills it." }
  if (!day) return { detail: "Its ChargePeriodStart is no time." }
  if (!value) return { detail: "Its BilledCost is no amount." }
  if (!currency) return { detail: "Its BillingCurrency is none." }
  if (!kind) return { detail: "Its ChargeCategory is none of FOCUS." }
  if (kind === "usage" && isLong(cells)) return { detail: "It covers more than a day: export it by day." }
  const tokens = kind === "usage" ? tokensOf(cells) : {}
  const row: BillRow = {
    ...{ biller: listName(textOf(seller)), account: textOf(cells("billingaccountid")), day, kind },
    model: kind === "usage" ? modelOf(cells) : null,
    item: textOf(cells("chargedescription") || cells("skumeter")),
    amount: { value, currency },
    requests: null,
    tokens,
  }
  return { row, usageRank: Object.keys(tokens).length > 0 ? 1 : 0 }
}

/** Cost and usage rows of FOCUS 1.0 to 1.4, whoever sells: one file may hold several billers. */
export function readFocus(text: string): Promise<ReadBill> {
  return readRows(text, rowOf)
}
