import { type Decimal, type Pico, parseDecimal, splitLargestRemainder } from "@/lib/money"
import { type CompiledRow, compileRow } from "@/lib/pricing/book"
import { type Priced, priceByRow } from "@/lib/pricing/cost"
import type { PriceRow } from "@/lib/pricing/schema"
import { type LineItem, TOKEN_CLASSES, type TokenClass } from "@/lib/providers/schema"
import type { FocusGroup, FocusPrice } from "./focus-statement"

/** A meter of a SKU: a class of tokens, or what is billed by the piece or the call. */
export type Meter = TokenClass | "fee"

/** A group's part that one meter measures. Costs are null where they are unknown. */
export interface MeterPart {
  meter: Meter
  /** Tokens, or pieces; below zero where a correction takes them back. */
  quantity: bigint
  list: Pico | null
  computed: Pico | null
  billed: Pico | null
  /** Decimal strings per token in the price's own currency; null for a fee and where none is known. */
  listRate: string | null
  rate: string | null
}

const isClass = (key: string): key is TokenClass => (TOKEN_CLASSES as readonly string[]).includes(key)
/** Tokens with a price of their own are counted in the class that they are part of. */
const OUTPUT_PARTS: ReadonlySet<string> = new Set([
  "audio_out",
  "image_out",
  "reasoning",
  "hidden_output_inferred",
])
const INPUT_PARTS: ReadonlySet<string> = new Set([
  "audio_in",
  "image_in",
  "video_in",
  "document_in",
  "tool_use_prompt",
])
const READ_PARTS: ReadonlySet<string> = new Set(["cached_audio", "cached_video"])

function meterOf(key: string): Meter {
  if (isClass(key)) return key
  if (OUTPUT_PARTS.has(key)) return "output"
  if (INPUT_PARTS.has(key)) return "input_uncached"
  return READ_PARTS.has(key) ? "cache_read" : "fee"
}

const size = (count: bigint) => (count < 0n ? -count : count)

/** The group as one line of a call: what its charges hold together, without their sign. */
function itemOf(group: FocusGroup): LineItem {
  const classes = Object.fromEntries(TOKEN_CLASSES.map((key) => [key, Number(size(group[key]))]))
  const times = (counts: Record<string, number> | undefined) =>
    Object.fromEntries(Object.entries(counts ?? {}).map(([key, count]) => [key, count * Number(group.lines)]))
  const reasoning = Number(size(group.reasoning))
  return {
    kind: "message",
    model: null,
    classes: classes as LineItem["classes"],
    ofWhich: { ...times(group.extra?.of_which), ...(reasoning > 0 ? { reasoning } : {}) },
    counts: times(group.extra?.counts),
  }
}

const compiled = new WeakMap<PriceRow, CompiledRow>()

function priceBy(row: PriceRow | null, item: LineItem): Priced | null {
  if (!row) return null
  const known = compiled.get(row) ?? compileRow(row)
  compiled.set(row, known)
  return priceByRow(known, item)
}

function amountsByMeter(priced: Priced, lines: bigint): Map<Meter, Decimal[]> {
  const amounts = new Map<Meter, Decimal[]>()
  for (const part of priced.parts) {
    const amount = parseDecimal(part.amount)
    // The price of a request is paid by every call of the group.
    const all = part.key === "request" ? { ...amount, digits: amount.digits * lines } : amount
    amounts.set(meterOf(part.key), [...(amounts.get(meterOf(part.key)) ?? []), all])
  }
  return amounts
}

/** How a price parts an amount among the meters; by tokens where it says nothing. */
function weightsOf(meters: readonly Meter[], group: FocusGroup, priced: Priced | null): bigint[] {
  const amounts = priced ? amountsByMeter(priced, group.lines) : new Map<Meter, Decimal[]>()
  const scale = Math.max(0, ...[...amounts.values()].flat().map((amount) => amount.scale))
  const weights = meters.map((meter) =>
    (amounts.get(meter) ?? []).reduce(
      (sum, { digits, scale: own }) => sum + digits * 10n ** BigInt(scale - own),
      0n,
    ),
  )
  if (weights.some((weight) => weight > 0n)) return weights
  return meters.map((meter) => (meter === "fee" ? 0n : size(group[meter])))
}

function metersOf(group: FocusGroup, priced: Priced | null): Meter[] {
  const used: Meter[] = TOKEN_CLASSES.filter((key) => group[key] !== 0n)
  const hasFee = priced?.parts.some((part) => meterOf(part.key) === "fee") ?? false
  const hasMoney = group.list_pico !== 0n || group.computed_pico !== 0n || group.billed_pico !== 0n
  return hasFee || (used.length === 0 && hasMoney) ? [...used, "fee"] : used
}

function pieces(group: FocusGroup): bigint {
  const counts = Object.values(group.extra?.counts ?? {}).reduce((sum, count) => sum + count, 0)
  const each = counts > 0 ? BigInt(Math.round(counts)) : 1n
  return each * group.lines * BigInt(group.n === 0 ? 1 : group.n)
}

/**
 * Parts a group by meter. The parts of each cost sum to the group's to the last digit: the price's own rates
 * say in what proportion, largest remainder where they leave a rest.
 */
export function meterParts(group: FocusGroup, price: FocusPrice | null): MeterPart[] {
  const listRow = price?.list_row ?? null
  const row = price?.override_row ?? listRow
  const item = itemOf(group)
  const listPriced = priceBy(listRow, item)
  const priced = row === listRow ? listPriced : priceBy(row, item)
  const meters = metersOf(group, priced)
  const byList = weightsOf(meters, group, listPriced)
  const byRow = row === listRow ? byList : weightsOf(meters, group, priced)
  const list = group.no_list ? null : splitLargestRemainder(group.list_pico, byList)
  const computed = group.no_computed ? null : splitLargestRemainder(group.computed_pico, byRow)
  const billed = group.unpriced ? null : splitLargestRemainder(group.billed_pico, byRow)
  const rateOf = (of: PriceRow | null, meter: Meter) => (meter === "fee" ? null : (of?.rates[meter] ?? null))
  return meters.map((meter, i) => ({
    meter,
    quantity: meter === "fee" ? pieces(group) : group[meter],
    list: list?.[i] ?? null,
    computed: computed?.[i] ?? null,
    billed: billed?.[i] ?? null,
    listRate: rateOf(listRow, meter),
    rate: rateOf(row, meter),
  }))
}
