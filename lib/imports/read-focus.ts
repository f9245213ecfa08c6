import type { BillRow, BillTokens, LineKind, ReadBill } from "./bill"
import { dayOfPeriod, instantOf, isDayLong, type Period, zoneOfDays } from "./bill-zone"
import { amountOf, countOf, currencyOf, textOf } from "./cells"
import { issuerOf } from "./issuer"
import { type NamedCells, namedRows, type RowAnswer, readRows } from "./read-rows"

const KINDS: Readonly<Record<string, LineKind>> = {
  usage: "usage",
  purchase: "fee",
  credit: "credit",
  tax: "tax",
  adjustment: "adjustment",
}

const kindOf = (cells: NamedCells) => KINDS[cells("chargecategory").trim().toLowerCase()]

/** The instants that a row is for; without an end it begins and ends at once. Null where it has no start. */
function periodOf(cells: NamedCells): Period | null {
  const start = instantOf(cells("chargeperiodstart"))
  const end = instantOf(cells("chargeperiodend"))
  return start === null ? null : { start, end: end ?? start }
}

/** The zone whose days most rows of usage are. */
async function zoneOf(text: string, own: string): Promise<string> {
  const days = new Map<string, Period & { rows: number }>()
  for await (const { cells } of namedRows(text)) {
    const period = kindOf(cells) === "usage" ? periodOf(cells) : null
    if (!period || !isDayLong(period)) continue
    const key = `${period.start} ${period.end}`
    const known = days.get(key)
    if (known) known.rows += 1
    else days.set(key, { ...period, rows: 1 })
  }
  return zoneOfDays([...days.values()], own)
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

const sellerOf = (cells: NamedCells) =>
  textOf(cells("invoiceissuername") || cells("serviceprovidername") || cells("providername"))

function rowOf(cells: NamedCells, zone: string): RowAnswer {
  const period = periodOf(cells)
  const value = amountOf(cells("billedcost"))
  const currency = currencyOf(cells("billingcurrency"))
  const kind = kindOf(cells)
  if (sellerOf(cells) === "") return { detail: "It names nobody who bills it." }
  if (!period) return { detail: "Its ChargePeriodStart is no time." }
  if (!value) return { detail: "Its BilledCost is no amount." }
  if (!currency) return { detail: "Its BillingCurrency is none." }
  if (!kind) return { detail: "Its ChargeCategory is none of FOCUS." }
  const issuer = issuerOf(sellerOf(cells), textOf(cells("servicename")))
  if (!issuer.ok) return issuer
  const when = dayOfPeriod(period, zone, kind === "usage")
  if ("detail" in when) return when
  const isCorrection = kind === "usage" && /^\s*correction\s*$/i.test(cells("chargeclass"))
  const tokens = kind === "usage" && !isCorrection ? tokensOf(cells) : {}
  const row: BillRow = {
    ...{ biller: issuer.biller, account: textOf(cells("billingaccountid")), day: when.day },
    kind: isCorrection ? "correction" : kind,
    model: kind === "usage" ? modelOf(cells) : null,
    item: textOf(cells("chargedescription") || cells("skumeter")),
    amount: { value, currency },
    requests: null,
    tokens,
  }
  return { row, usageRank: Object.keys(tokens).length > 0 ? 1 : 0 }
}

/**
 * Cost and usage rows of FOCUS 1.0 to 1.4, whoever sells: one file may hold several billers. Its instants tell whose
 * days its days are; `own` is the zone to prefer where several have the same.
 */
export async function readFocus(text: string, own: string): Promise<ReadBill> {
  const zone = await zoneOf(text, own)
  return readRows(text, (cells) => rowOf(cells, zone), zone)
}
