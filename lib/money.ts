import { AppError } from "./errors"

/** Money in 1e-12 of a currency unit. */
export type Pico = bigint

export const PICO_DIGITS = 12

/** An exact decimal: `digits` × 10^−`scale`, `scale` ≥ 0. */
export interface Decimal {
  digits: bigint
  scale: number
}

export const ZERO: Decimal = { digits: 0n, scale: 0 }

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/
const MAX_DIGITS = 60

export function isDecimal(text: string): boolean {
  return text.length <= MAX_DIGITS && DECIMAL.test(text)
}

/** Reads `12`, `-0.5`, `8E-7` without losing a digit. Throws `invalid` on anything else. */
export function parseDecimal(text: string): Decimal {
  const match = text.length <= MAX_DIGITS ? DECIMAL.exec(text) : null
  if (!match) throw new AppError("invalid", `"${text.slice(0, 80)}" is not a decimal number.`)
  const [, sign = "", whole = "0", fraction = "", exponent = "0"] = match
  const digits = BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`)
  const scale = fraction.length - Number(exponent)
  return scale >= 0 ? { digits, scale } : { digits: digits * pow10(-scale), scale: 0 }
}

const POWERS: bigint[] = [1n]
function pow10(exponent: number): bigint {
  while (POWERS.length <= exponent) POWERS.push((POWERS[POWERS.length - 1] ?? 1n) * 10n)
  return POWERS[exponent] ?? 10n ** BigInt(exponent)
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { digits: a.digits * pow10(scale - a.scale) + b.digits * pow10(scale - b.scale), scale }
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale }
}

export function times(a: Decimal, count: number | bigint): Decimal {
  return { digits: a.digits * BigInt(count), scale: a.scale }
}

/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export function compare(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale)
  const difference = a.digits * pow10(scale - a.scale) - b.digits * pow10(scale - b.scale)
  return difference === 0n ? 0 : difference > 0n ? 1 : -1
}

/** `numerator / denominator` rounded half to even; `denominator` > 0. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n
  const n = negative ? -numerator : numerator
  let quotient = n / denominator
  const twice = (n % denominator) * 2n
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) quotient += 1n
  return negative ? -quotient : quotient
}

/** The one rounding of a charge: half to even at 1e-12, after an optional exact currency ratio. */
export function toPico(amount: Decimal, ratio?: { numerator: Decimal; denominator: Decimal }): Pico {
  let { digits, scale } = amount
  let denominator = 1n
  if (ratio) {
    digits *= ratio.numerator.digits
    scale += ratio.numerator.scale
    denominator = ratio.denominator.digits
    scale -= ratio.denominator.scale
  }
  const shift = PICO_DIGITS - scale
  return shift >= 0
    ? divideHalfEven(digits * pow10(shift), denominator)
    : divideHalfEven(digits, denominator * pow10(-shift))
}

/** Plain decimal string without trailing zeros: `0.19909536`, `-3`, `0`. */
export function formatDecimal(value: Decimal): string {
  const negative = value.digits < 0n
  const text = (negative ? -value.digits : value.digits).toString().padStart(value.scale + 1, "0")
  const point = text.length - value.scale
  let end = text.length
  while (end > point && text[end - 1] === "0") end -= 1
  const shown = end > point ? `${text.slice(0, point)}.${text.slice(point, end)}` : text.slice(0, point)
  return negative ? `-${shown}` : shown
}

export function picoToString(pico: Pico): string {
  return formatDecimal({ digits: pico, scale: PICO_DIGITS })
}

/**
 * Splits `total` in proportion to `weights` (≥ 0) by largest remainder: the parts always sum to
 * `total`; ties go to the earlier part. All weights zero: an even split.
 */
export function splitLargestRemainder(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) return []
  const sum = weights.reduce((a, b) => a + b, 0n)
  const shares = sum === 0n ? weights.map(() => 1n) : weights
  const whole = sum === 0n ? BigInt(weights.length) : sum
  const sign = total < 0n ? -1n : 1n
  const size = total * sign
  const parts = shares.map((share) => (size * share) / whole)
  const order = shares
    .map((share, index) => ({ index, rest: (size * share) % whole }))
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
  let left = size - parts.reduce((a, b) => a + b, 0n)
  for (const { index } of order) {
    if (left === 0n) break
    parts[index] = (parts[index] ?? 0n) + 1n
    left -= 1n
  }
  return parts.map((part) => part * sign)
}
