import type { Organisation } from "@/lib/auth/organisation"
import { divideHalfEven, formatDecimal, multiply, parseDecimal, picoToString } from "@/lib/money"
import type { ExchangeUsed } from "@/lib/pricing/schema"
import { addUnits, zonedStart } from "@/lib/time"
import type { Meter, MeterPart } from "./focus-meters"
import type { FocusGroup, FocusPrice } from "./focus-statement"
import type { FocusSpec } from "./schema"

/** `money` has 12 decimals, `price` 18, `quantity` none; all are exact decimal strings. */
export type FocusKind = "text" | "money" | "price" | "quantity" | "time"

export interface FocusLine {
  group: FocusGroup
  part: MeterPart
  price: FocusPrice | null
  organisation: Pick<Organisation, "id" | "name" | "zone" | "currency">
  keyName: string | null
  sourceName: string | null
}

export interface FocusColumn {
  name: string
  kind: FocusKind
  value: (line: FocusLine) => string | Date | null
}

const METER_WORDS: Record<Meter, string> = {
  input_uncached: "Input tokens",
  cache_read: "Cached input tokens",
  cache_write_5m: "Cache write tokens, 5 minutes",
  cache_write_1h: "Cache write tokens, 1 hour",
  cache_write_other: "Cache write tokens",
  output: "Output tokens",
  fee: "Fee",
}
const CREDIT = "Credit"

const PRICE_DIGITS = 18

const money = (pico: bigint | null) => (pico === null ? null : picoToString(pico))
const json = (record: Record<string, string>) =>
  Object.keys(record).length > 0 ? JSON.stringify(record) : null

/** A unit price in the reporting currency, at 18 decimals half to even where the exchange leaves more. */
function unitPrice(rate: string | null, exchange: ExchangeUsed | null): string | null {
  if (rate === null) return null
  const { digits, scale } = exchange
    ? multiply(parseDecimal(rate), parseDecimal(exchange.numerator))
    : parseDecimal(rate)
  const by = exchange ? parseDecimal(exchange.denominator) : { digits: 1n, scale: 0 }
  const shift = PRICE_DIGITS - scale + by.scale
  const rounded =
    shift >= 0
      ? divideHalfEven(digits * 10n ** BigInt(shift), by.digits)
      : divideHalfEven(digits, by.digits * 10n ** BigInt(-shift))
  return formatDecimal({ digits: rounded, scale: PRICE_DIGITS })
}

const rowOf = ({ price }: FocusLine) => price?.override_row ?? price?.list_row ?? null
const seller = ({ group }: FocusLine) => (group.route === "direct" ? group.provider : group.route)
const served = ({ group }: FocusLine) => group.extra?.model ?? group.model
const isInput = (meter: Meter) => meter !== "output" && meter !== "fee"
const quantity = ({ group, part }: FocusLine) => (group.credit ? null : String(part.quantity))
const unit = ({ group, part }: FocusLine) =>
  group.credit ? null : part.meter === "fee" ? "Requests" : "Tokens"
const none = () => null

function periodOf(unitOf: "day" | "month", { group, organisation }: FocusLine): { start: Date; end: Date } {
  const start = zonedStart(group.day, unitOf, organisation.zone)
  return { start, end: addUnits(start, unitOf, 1, organisation.zone) }
}

function description(line: FocusLine): string {
  const { group, part } = line
  if (group.credit) return `${served(line)}: paid by a credit`
  const fee = group.extra?.kind?.replaceAll("_", " ") ?? "fee"
  const what =
    part.meter === "fee" ? `${served(line)}: ${fee}` : `${served(line)}: ${METER_WORDS[part.meter]}`
  if (group.unpriced) return `${what}, no known price`
  return !group.correction ? what : `${what}, correction`
}

/** Costs of a price in its own currency are exact only where that is the reporting currency. */
function inPricingCurrency(line: FocusLine): string | null {
  return rowOf(line)?.currency === line.organisation.currency ? money(line.part.billed) : null
}

const text = (name: string, value: FocusColumn["value"]): FocusColumn => ({ name, kind: "text", value })
const time = (name: string, value: FocusColumn["value"]): FocusColumn => ({ name, kind: "time", value })
const cost = (name: string, value: FocusColumn["value"]): FocusColumn => ({ name, kind: "money", value })
const price = (name: string, value: FocusColumn["value"]): FocusColumn => ({ name, kind: "price", value })
const count = (name: string, value: FocusColumn["value"]): FocusColumn => ({ name, kind: "quantity", value })

const COMMON: readonly FocusColumn[] = [
  text("AvailabilityZone", none),
  cost("BilledCost", ({ part }) => money(part.billed)),
  text("BillingAccountId", ({ organisation }) => String(organisation.id)),
  text("BillingAccountName", ({ organisation }) => organisation.name),
  text("BillingAccountType", () => "Organisation"),
  text("BillingCurrency", ({ organisation }) => organisation.currency),
  time("BillingPeriodEnd", (line) => periodOf("month", line).end),
  time("BillingPeriodStart", (line) => periodOf("month", line).start),
  text("ChargeCategory", ({ group }) => (group.credit ? "Credit" : "Usage")),
  text("ChargeClass", ({ group }) => (!group.correction || group.credit ? null : "Correction")),
  text("ChargeDescription", description),
  text("ChargeFrequency", () => "Usage-Based"),
  time("ChargePeriodEnd", (line) => periodOf("day", line).end),
  time("ChargePeriodStart", (line) => periodOf("day", line).start),
  count("ConsumedQuantity", quantity),
  text("ConsumedUnit", unit),
  cost("ContractedCost", ({ part }) => money(part.computed)),
  price("ContractedUnitPrice", ({ part, price: of }) => unitPrice(part.rate, of?.exchange ?? null)),
  cost("EffectiveCost", ({ part }) => money(part.billed)),
  text("InvoiceId", none),
  text("InvoiceIssuerName", seller),
  cost("ListCost", ({ part }) => money(part.list)),
  price("ListUnitPrice", ({ part, price: of }) => unitPrice(part.listRate, of?.exchange ?? null)),
  text("PricingCategory", () => "Standard"),
  text("PricingCurrency", (line) => rowOf(line)?.currency ?? line.organisation.currency),
  price("PricingCurrencyContractedUnitPrice", ({ part }) => unitPrice(part.rate, null)),
  cost("PricingCurrencyEffectiveCost", inPricingCurrency),
  price("PricingCurrencyListUnitPrice", ({ part }) => unitPrice(part.listRate, null)),
  count("PricingQuantity", quantity),
  text("PricingUnit", unit),
  text("RegionId", ({ group }) => group.extra?.region ?? null),
  text("RegionName", ({ group }) => group.extra?.region ?? null),
  text("ResourceId", served),
  text("ResourceName", served),
  text("ResourceType", () => "Model"),
  text("ServiceCategory", () => "AI and Machine Learning"),
  text("ServiceName", ({ group }) => `${group.provider} API`),
  text("ServiceSubcategory", () => "Generative AI"),
  text("SkuId", (line) => `${line.group.provider}/${served(line)}`),
  text("SkuMeter", ({ group, part }) => (group.credit ? CREDIT : METER_WORDS[part.meter])),
  text("SkuPriceDetails", ({ group }) =>
    json({ x_Route: group.route, ...(group.service_tier ? { x_ServiceTier: group.service_tier } : {}) }),
  ),
  text("SkuPriceId", (line) => rowOf(line)?.id ?? null),
  text("SubAccountId", ({ group }) => group.environment),
  text("SubAccountName", ({ group }) => group.environment),
  text("SubAccountType", ({ group }) => (group.environment === null ? null : "Environment")),
  text("Tags", ({ group }) => json(group.tags)),
]

/** 1.3 named the two roles apart, and 1.4 took the older names away. */
const PROVIDERS: Record<FocusSpec, readonly FocusColumn[]> = {
  "1.2": [text("ProviderName", seller), text("PublisherName", ({ group }) => group.provider)],
  "1.4": [
    text("HostProviderName", ({ group }) => group.provider),
    text("ServiceProviderName", ({ group }) => group.provider),
  ],
}

const OWN: readonly FocusColumn[] = [
  text("x_Agent", ({ group }) => group.agent),
  text("x_ApiKey", ({ keyName }) => keyName),
  text("x_Feature", ({ group }) => group.feature),
  count("x_InputTokens", ({ part }) => (isInput(part.meter) ? String(part.quantity) : "0")),
  text("x_Model", ({ group }) => group.model),
  count("x_OutputTokens", ({ part }) => (part.meter === "output" ? String(part.quantity) : "0")),
  text("x_PriceBookVersion", (line) => rowOf(line)?.asOf ?? null),
  text("x_Route", ({ group }) => group.route),
  text("x_ServiceTier", ({ group }) => group.service_tier),
  text("x_Source", ({ sourceName }) => sourceName),
  text("x_TeamId", ({ group }) => group.team),
  text("x_TokenClass", ({ part }) => (part.meter === "fee" ? null : part.meter)),
  text("x_Unpriced", ({ group }) => String(group.unpriced)),
]

const byName = (a: FocusColumn, b: FocusColumn) => (a.name < b.name ? -1 : 1)

/** The specification's columns by the alphabet, then our own. */
export function focusColumns(spec: FocusSpec, users: boolean): FocusColumn[] {
  const user = users ? [text("x_User", ({ group }) => group.user)] : []
  return [...[...COMMON, ...PROVIDERS[spec]].sort(byName), ...OWN, ...user]
}
