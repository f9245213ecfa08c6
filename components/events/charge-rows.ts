import type { ChargeDetail, EventDetail } from "@/lib/ledger/schema"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { formatCount, formatProvenance, formatRates, provenanceParts, UNKNOWN } from "@/lib/money-format"

/** A line of a charge's table, printed. */
export interface ChargeLine {
  key: string
  /** A part of the line above, not added. */
  ofWhich: boolean
  quantity: string
  list: string
  contract: string
  billed: string
}

export interface PrintedCharge {
  line: number
  kind: ChargeDetail["kind"]
  model: string
  lines: ChargeLine[]
  tokens: number
  billed: string
  /** The parts are the billed amount split by the price list, not multiplied out. */
  split: boolean
}

export interface PrintedCharges {
  charges: PrintedCharge[]
  /** Some charge has a price of the organisation's own. */
  hasContract: boolean
  tokens: number
  billed: string
}

const SUB_COUNTS_OF: Record<string, readonly string[]> = {
  input_uncached: ["audio_in", "image_in", "video_in", "document_in", "tool_use_prompt"],
  cache_read: ["cached_audio", "cached_video"],
  output: ["reasoning", "audio_out", "image_out", "hidden_output_inferred"],
}

/** Every amount with eight decimals, so that parts make charges and charges the call to the last digit shown. */
function amountsOf(charges: readonly ChargeDetail[]): (string | null)[][] {
  const exact = charges.map((charge) => {
    const parts = charge.parts.map((part) => part.billed)
    const whole = parts.length > 0 && parts.every((part) => part !== null)
    return whole ? parts : [charge.billed]
  })
  const flat = exact.flat()
  const known = provenanceParts(flat.filter((amount) => amount !== null))
  let next = 0
  return exact.map((parts) => parts.map((amount) => (amount === null ? null : (known[next++] ?? null))))
}

function sumOf(amounts: readonly (string | null)[]): string | null {
  let sum = ZERO
  for (const amount of amounts) {
    if (amount === null) return null
    sum = add(sum, parseDecimal(amount))
  }
  return formatDecimal(sum)
}

/** Rates of one column; those by the piece say so. */
function ratesOf(charge: ChargeDetail, which: "listRate" | "rate"): string[] {
  const { parts, price } = charge
  if (!price) return parts.map(() => UNKNOWN)
  const perMillion = formatRates(
    parts.map((part) => (part.unit === "million" ? part[which] : null)),
    price.currency,
  )
  return parts.map((part, i) => {
    const rate = part[which]
    if (part.unit === "million" || rate === null) return perMillion[i] ?? UNKNOWN
    return `${formatRates([rate], price.currency)[0]} each`
  })
}

function ofWhichLines(charge: ChargeDetail, key: string, rated: ReadonlySet<string>): ChargeLine[] {
  return (SUB_COUNTS_OF[key] ?? []).flatMap((name) => {
    const count = charge.ofWhich[name] ?? 0
    if (count === 0 || rated.has(name)) return []
    return [{ key: name, ofWhich: true, quantity: formatCount(count), list: "", contract: "", billed: "" }]
  })
}

function linesOf(charge: ChargeDetail, amounts: readonly (string | null)[], currency: string): ChargeLine[] {
  const rated = new Set(charge.parts.map((part) => part.key))
  const list = ratesOf(charge, "listRate")
  const contract = ratesOf(charge, "rate")
  const whole = amounts.length === charge.parts.length
  return charge.parts.flatMap((part, i) => {
    const amount = whole ? amounts[i] : null
    const own: ChargeLine = {
      key: part.key,
      ofWhich: false,
      quantity: Number.isInteger(part.quantity) ? formatCount(part.quantity) : String(part.quantity),
      list: list[i] ?? UNKNOWN,
      contract: contract[i] ?? UNKNOWN,
      billed: amount === null || amount === undefined ? UNKNOWN : formatProvenance(amount, currency),
    }
    return [own, ...ofWhichLines(charge, part.key, rated)]
  })
}

function tokensOf({ classes }: ChargeDetail): number {
  return Object.values(classes).reduce((sum, count) => sum + count, 0)
}

const printed = (amount: string | null, currency: string) =>
  amount === null ? UNKNOWN : formatProvenance(amount, currency)

/** The charges of an event as its tables print them. */
export function printCharges({
  charges,
  currency,
}: Pick<EventDetail, "charges" | "currency">): PrintedCharges {
  const amounts = amountsOf(charges)
  const sums = amounts.map(sumOf)
  return {
    charges: charges.map((charge, i) => ({
      line: charge.line,
      kind: charge.kind,
      model: charge.model,
      lines: linesOf(charge, amounts[i] ?? [], currency),
      tokens: tokensOf(charge),
      billed: printed(sums[i] ?? null, currency),
      split: charge.price !== null && charge.billed !== charge.computed,
    })),
    hasContract: charges.some((charge) => charge.price !== null && charge.price.overrideRow !== null),
    tokens: charges.reduce((sum, charge) => sum + tokensOf(charge), 0),
    billed: printed(sumOf(sums), currency),
  }
}
