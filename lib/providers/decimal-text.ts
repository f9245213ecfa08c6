import { add, type Decimal, formatDecimal, isDecimal, parseDecimal } from "@/lib/money"

const MAX_FRACTION = 35
const CEILING = 10n ** 15n

/**
 * Money as JSON carries it, a double or a string, as an exact plain decimal string. A double stands
 * for its shortest decimal text. Null for anything else: no number, negative, or beyond all reason.
 */
export function decimalText(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : ""
  if (!isDecimal(text)) return null
  const decimal = parseDecimal(text)
  return isReasonable(decimal) ? formatDecimal(decimal) : null
}

function isReasonable(decimal: Decimal): boolean {
  if (decimal.digits < 0n || decimal.scale > MAX_FRACTION) return false
  return decimal.digits / 10n ** BigInt(decimal.scale) < CEILING
}

/** `amount` × 10^−`digits`, exactly: ticks and cents to whole units. */
export function shifted(amount: string, digits: number): string {
  const decimal = parseDecimal(amount)
  return formatDecimal({ digits: decimal.digits, scale: decimal.scale + digits })
}

export function sumOf(a: string, b: string): string {
  return formatDecimal(add(parseDecimal(a), parseDecimal(b)))
}

/** `a` − `b`, or null where it is not positive. */
export function excessOf(a: string, b: string): string | null {
  const subtrahend = parseDecimal(b)
  const rest = add(parseDecimal(a), { digits: -subtrahend.digits, scale: subtrahend.scale })
  return rest.digits > 0n ? formatDecimal(rest) : null
}
