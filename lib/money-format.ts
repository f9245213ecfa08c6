import {
  add,
  type Decimal,
  divideHalfEven,
  formatDecimal,
  parseDecimal,
  splitLargestRemainder,
  ZERO,
} from "./money"

/** U+2212, U+2007 and U+00A0: the minus of figures, a digit's width, and a space that does not break. */
const MINUS = "\u2212"
const FIGURE_SPACE = "\u2007"
const NO_BREAK = "\u00a0"

/** An unknown. A known zero is `$0.00`. */
export const UNKNOWN = "–"

const symbols = new Map<string, string>()

/** `$`, `€`, `¥`, or the code and a space where a currency has no sign of its own. */
export function currencySign(currency: string): string {
  let sign = symbols.get(currency)
  if (sign === undefined) {
    const parts = new Intl.NumberFormat("en-US", {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
    }).formatToParts(0)
    const found = parts.find((part) => part.type === "currency")?.value ?? currency
    sign = found === currency ? `${currency}${NO_BREAK}` : found
    symbols.set(currency, sign)
  }
  return sign
}

function scaled(value: Decimal, decimals: number): bigint {
  return value.scale <= decimals
    ? value.digits * 10n ** BigInt(decimals - value.scale)
    : divideHalfEven(value.digits, 10n ** BigInt(value.scale - decimals))
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ",")
}

/** Digits at a fixed number of decimals, without sign: `8,532.28`. */
function figure(digits: bigint, decimals: number): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(decimals + 1, "0")
  const whole = grouped(text.slice(0, text.length - decimals))
  return decimals === 0 ? whole : `${whole}.${text.slice(text.length - decimals)}`
}

function signed(digits: bigint, text: string): string {
  return digits < 0n ? `${MINUS}${text}` : text
}

/** Decimals that show four significant digits of an amount under one, two at least. */
function smallDecimals(value: Decimal): number {
  const digits = (value.digits < 0n ? -value.digits : value.digits).toString()
  const leadingZeros = value.scale - digits.length
  if (value.digits === 0n || leadingZeros < 0) return 2
  const decimals = leadingZeros + 4
  const text = figure(scaled(value, decimals), decimals).replace(/0+$/, "")
  return Math.max(2, text.length - text.indexOf(".") - 1)
}

/**
 * `$8,532.28`: two decimals, half to even. An amount that is not zero but would print as zero keeps
 * four significant digits, so that `$0.00` always means none.
 */
export function formatMoney(amount: string, currency: string): string {
  const value = parseDecimal(amount)
  const cents = scaled(value, 2)
  const decimals = cents === 0n ? smallDecimals(value) : 2
  const digits = scaled(value, decimals)
  return signed(digits, `${currencySign(currency)}${figure(digits, decimals)}`)
}

/** `+$1,789.16`, `−$512.79`, `$0.00`. */
export function formatMoneyChange(amount: string, currency: string): string {
  const text = formatMoney(amount, currency)
  return parseDecimal(amount).digits > 0n ? `+${text}` : text
}

/** Whole units, for places where cents would be noise: `$69,838`. */
export function formatMoneyWhole(amount: string, currency: string): string {
  const digits = scaled(parseDecimal(amount), 0)
  return signed(digits, `${currencySign(currency)}${figure(digits, 0)}`)
}

/**
 * A column of amounts whose points align when set flush right with tabular figures: under one unit
 * four significant digits, else two decimals, padded with figure spaces. Null is `–`.
 */
export function formatMoneyColumn(amounts: readonly (string | null)[], currency: string): string[] {
  const cells = amounts.map((amount) => {
    if (amount === null) return null
    const value = parseDecimal(amount)
    const decimals = smallDecimals(value)
    return { decimals, digits: scaled(value, decimals) }
  })
  const widest = cells.reduce((most, cell) => Math.max(most, cell?.decimals ?? 0), 0)
  return cells.map((cell) => {
    if (!cell) return UNKNOWN
    const text = signed(cell.digits, `${currencySign(currency)}${figure(cell.digits, cell.decimals)}`)
    return text + FIGURE_SPACE.repeat(widest - cell.decimals)
  })
}

const PROVENANCE_DECIMALS = 8

/** `$0.19909536`: always eight decimals. */
export function formatProvenance(amount: string, currency: string): string {
  const digits = scaled(parseDecimal(amount), PROVENANCE_DECIMALS)
  return signed(digits, `${currencySign(currency)}${figure(digits, PROVENANCE_DECIMALS)}`)
}

/**
 * Parts of one sum rounded to `decimals`: each within one last digit of itself, and together exactly
 * `whole`, which is their sum rounded the same way unless it is given. Decimal strings again, so that parts of
 * parts add up too.
 */
function roundedParts(amounts: readonly string[], decimals: number, whole?: string): string[] {
  const values = amounts.map(parseDecimal)
  const sum = scaled(whole === undefined ? values.reduce(add, ZERO) : parseDecimal(whole), decimals)
  const scale = Math.max(decimals, ...values.map((value) => value.scale))
  const unit = 10n ** BigInt(scale - decimals)
  const parts = values.map((value) => {
    const exact = scaled(value, scale)
    const floor = exact / unit - (exact < 0n && exact % unit !== 0n ? 1n : 0n)
    return { floor, rest: exact - floor * unit }
  })
  const left = sum - parts.reduce((total, part) => total + part.floor, 0n)
  const raised = parts
    .map((part, index) => ({ index, rest: part.rest }))
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
    .slice(0, Number(left))
  for (const { index } of raised) {
    const part = parts[index]
    if (part) part.floor += 1n
  }
  return parts.map(({ floor }) => formatDecimal({ digits: floor, scale: decimals }))
}

/** Parts of one sum at the eight decimals of a provenance. */
export function provenanceParts(amounts: readonly string[]): string[] {
  return roundedParts(amounts, PROVENANCE_DECIMALS)
}

/**
 * Parts of one sum in cents: what a table prints adds up to the total that it prints. `whole` is that total
 * where it was rounded as a part itself, up or down.
 */
export function centParts(amounts: readonly string[], whole?: string): string[] {
  return roundedParts(amounts, 2, whole)
}

/**
 * Parts of one sum as a column prints them, with its total: as many decimals for all as it takes, two at least, that
 * what is printed adds up and no amount that is not zero prints as zero.
 */
export function formatMoneyParts(
  amounts: readonly string[],
  currency: string,
): { parts: string[]; total: string } {
  const values = amounts.map(parseDecimal)
  const all = [...values, values.reduce(add, ZERO)]
  const whole = formatDecimal(all.at(-1) ?? ZERO)
  const most = Math.max(2, ...all.map(({ scale }) => scale))
  const partsAt = (decimals: number) => [
    ...roundedParts(amounts, decimals),
    ...roundedParts([whole], decimals),
  ]
  const isHidden = (part: string, at: number) => parseDecimal(part).digits === 0n && all[at]?.digits !== 0n
  let decimals = 2
  while (decimals < most && partsAt(decimals).some(isHidden)) decimals += 1
  const printed = partsAt(decimals).map((part) => {
    const digits = scaled(parseDecimal(part), decimals)
    return signed(digits, `${currencySign(currency)}${figure(digits, decimals)}`)
  })
  return { parts: printed.slice(0, -1), total: printed.at(-1) ?? UNKNOWN }
}

/** `provenanceParts` as they are printed. */
export function formatProvenanceParts(amounts: readonly string[], currency: string): string[] {
  return provenanceParts(amounts).map((part) => formatProvenance(part, currency))
}

/** Rates of one column, exact and with the same number of decimals, two at least: `$2.760`. */
export function formatRates(rates: readonly (string | null)[], currency: string): string[] {
  const values = rates.map((rate) => {
    if (rate === null) return null
    let { digits, scale } = parseDecimal(rate)
    while (scale > 2 && digits % 10n === 0n) {
      digits /= 10n
      scale -= 1
    }
    return { digits, scale }
  })
  const decimals = values.reduce((most, value) => Math.max(most, value?.scale ?? 0), 2)
  return values.map((value) => {
    if (!value) return UNKNOWN
    const digits = scaled(value, decimals)
    return signed(digits, `${currencySign(currency)}${figure(digits, decimals)}`)
  })
}

/** A headline figure and what stands small beside it: `$44,104` and `.57`. */
export interface SplitFigure {
  value: string
  small: string
}

export function splitMoney(amount: string, currency: string): SplitFigure {
  const text = formatMoney(amount, currency)
  const point = text.indexOf(".")
  const whole = /[1-9]/.test(text.slice(0, point))
  return point < 0 || !whole
    ? { value: text, small: "" }
    : { value: text.slice(0, point), small: text.slice(point) }
}

/** `2,546,120`. */
export function formatCount(count: number | bigint): string {
  return signed(BigInt(count), figure(BigInt(count), 0))
}

const STEPS = [
  [1_000n, "k"],
  [1_000_000n, "M"],
  [1_000_000_000n, "B"],
  [1_000_000_000_000n, "T"],
] as const

function compact(count: number | bigint, decimalsFor: (wholeDigits: number) => number): SplitFigure {
  const value = BigInt(count)
  const size = value < 0n ? -value : value
  if (size < 1_000n) return { value: signed(value, size.toString()), small: "" }
  let best: SplitFigure = { value: "", small: "" }
  for (const [step, unit] of STEPS) {
    const decimals = decimalsFor((size / step).toString().length)
    const digits = divideHalfEven(size * 10n ** BigInt(decimals), step)
    best = { value: signed(value, figure(digits, decimals)), small: `${NO_BREAK}${unit}` }
    // Asked of the rounded figure: 999,999 is 1.00 M, not 1,000 k.
    if (digits < 1_000n * 10n ** BigInt(decimals)) break
  }
  return best
}

/** Four digits at most, two decimals at most: `11.62` and ` M`, `502.6` and ` M`, `7.62` and ` B`. */
export function splitCompact(count: number | bigint): SplitFigure {
  return compact(count, (whole) => Math.max(0, Math.min(2, 4 - whole)))
}

/** `7.62 B` for tight columns. */
export function formatCompact(count: number | bigint): string {
  const { value, small } = splitCompact(count)
  return value + small
}

/** `1.9 M`, `1.1 k`: two digits, for sentences. */
export function formatRough(count: number | bigint): string {
  const { value, small } = compact(count, (whole) => (whole === 1 ? 1 : 0))
  return value.replace(/\.0$/, "") + small
}

/** Tenths of a percent, summing to 1,000 by largest remainder; null where all parts are zero. */
export function shareTenths(amounts: readonly string[]): number[] | null {
  const values = amounts.map(parseDecimal)
  const scale = values.reduce((most, value) => Math.max(most, value.scale), 0)
  const weights = values.map((value) => scaled(value, scale))
  const sum = weights.reduce((a, b) => a + b, 0n)
  if (sum <= 0n) return null
  if (weights.some((weight) => weight < 0n)) {
    return weights.map((weight) => Number(divideHalfEven(weight * 1_000n, sum)))
  }
  return splitLargestRemainder(1_000n, weights).map(Number)
}

/** `29.1%` of tenths. */
export function formatTenths(tenths: number): string {
  return `${signed(BigInt(tenths), figure(BigInt(tenths), 1))}%`
}

/** Change in tenths of a percent, half to even; null where there was nothing before. */
export function changeTenths(now: string, before: string): number | null {
  const from = parseDecimal(before)
  const to = parseDecimal(now)
  if (from.digits === 0n) return null
  const scale = Math.max(from.scale, to.scale)
  const base = scaled(from, scale)
  const difference = scaled(to, scale) - base
  return Number(divideHalfEven(difference * 1_000n * (base < 0n ? -1n : 1n), base < 0n ? -base : base))
}

/** `+16.2%`, `−28.3%`, `0.0%`. */
export function formatChangeTenths(tenths: number): string {
  return tenths > 0 ? `+${formatTenths(tenths)}` : formatTenths(tenths)
}

/** An axis tick of plotting numbers: `$3k`, `$1.5M`, `$0.05`. Never for an amount that someone reads as money. */
export function formatAxisMoney(value: number, currency: string): string {
  const sign = currencySign(currency)
  if (value === 0) return `${sign}0`
  const size = Math.abs(value)
  const steps: readonly (readonly [number, string])[] = [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ]
  for (const [step, unit] of steps) if (size >= step) return `${sign}${trimmed(value / step)}${unit}`
  return `${sign}${trimmed(value)}`
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(6)))
}
