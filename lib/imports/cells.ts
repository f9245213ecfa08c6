import { type Decimal, isDecimal, parseDecimal } from "@/lib/money"

/** Beyond any bill. */
const MOST_WHOLE_DIGITS = 18
const MOST_SCALE = 30
const MOST_COUNT = 10n ** 17n

/** A day as files write it: `2026-11-20`, with or without a time after it, or `20/11/2026` never: it is two days. */
const DAY = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ])/

/** The day that a text begins with, where it is one of the calendar. */
export function dayOf(text: string): string | null {
  const found = DAY.exec(text.trim())
  if (!found) return null
  const day = `${found[1]}-${found[2]}-${found[3]}`
  const time = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? null : day
}

/** An amount with every digit it has; null where it is none, or beyond all reason. */
export function amountOf(text: string): Decimal | null {
  const plain = text.trim()
  if (!isDecimal(plain)) return null
  const decimal = parseDecimal(plain)
  if (decimal.scale > MOST_SCALE) return null
  const whole = (decimal.digits < 0n ? -decimal.digits : decimal.digits) / 10n ** BigInt(decimal.scale)
  return whole < 10n ** BigInt(MOST_WHOLE_DIGITS) ? decimal : null
}

/** A whole number of tokens or calls, 0 or more; `12.0` is one. */
export function countOf(text: string): bigint | null {
  const found = /^(\d{1,18})(?:\.0+)?$/.exec(text.trim())
  const count = found?.[1] === undefined ? null : BigInt(found[1])
  return count !== null && count < MOST_COUNT ? count : null
}

/** Three letters, in capitals. */
export function currencyOf(text: string): string | null {
  const found = text.trim().toUpperCase()
  return /^[A-Z]{3}$/.test(found) ? found : null
}

const CONTROL = /[\p{Cc}\p{Cs}]+/gu

/** A name or a text of a bill as it is kept: one line, no control characters, not longer than `most`. */
export function textOf(text: string, most = 256): string {
  return text.replace(CONTROL, " ").trim().slice(0, most).toWellFormed()
}
