import { divideHalfEven, parseDecimal, picoToString, splitLargestRemainder, toPico } from "@/lib/money"
import { formatMoney, formatMoneyWhole } from "@/lib/money-format"

const UNIT = 1_000_000_000_000n
const CENT = UNIT / 100n
/** From here on cents would be noise. */
const WHOLE_FROM = 1_000n * UNIT

export const pico = (amount: string) => toPico(parseDecimal(amount))

/** Amounts of a table as they are printed: in whole units, or in cents where they are small. */
export interface Printing {
  unit: bigint
  money: (amount: string) => string
  /** Parts that add up to their total as it is printed. */
  parts: (amounts: readonly string[], total: string) => string[]
  /** The same of amounts in whole units, split again: parts of a part that was printed. */
  split: (whole: bigint, amounts: readonly bigint[]) => bigint[]
  /** Whole units of an amount as it is printed alone, and their text. */
  units: (amount: string) => bigint
  text: (units: bigint) => string
  change: (amount: string) => string
}

export function printingOf(totals: readonly string[], currency: string): Printing {
  const least = totals.map(pico).filter((amount) => amount > 0n)
  const unit = least.length > 0 && least.every((amount) => amount >= WHOLE_FROM) ? UNIT : CENT
  const format = unit === UNIT ? formatMoneyWhole : formatMoney
  const units = (amount: string) => divideHalfEven(pico(amount), unit)
  const text = (some: bigint) => format(picoToString(some * unit), currency)
  const money = (amount: string) => text(units(amount))
  const split = (whole: bigint, amounts: readonly bigint[]) =>
    amounts.some((amount) => amount < 0n)
      ? amounts.map((amount) => divideHalfEven(amount, unit))
      : splitLargestRemainder(whole, amounts)
  return {
    unit,
    money,
    units,
    text,
    split,
    parts: (amounts, total) => split(units(total), amounts.map(pico)).map(text),
    change(amount) {
      const text = money(amount)
      return pico(amount) > 0n ? `+${text}` : text
    },
  }
}
