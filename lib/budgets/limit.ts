import type { Pico } from "@/lib/money"
import { PICO_DIGITS } from "@/lib/money"
import type { PriceBook } from "@/lib/pricing/book"
import { convert, noRateSentence } from "@/lib/pricing/exchange"
import type { Period } from "./periods"
import type { Kept } from "./rows"

/** The limit of a period at an instant, in the reporting currency; a sentence where no rate tells it. */
export type Limit = { pico: Pico; unknown: null } | { pico: null; unknown: string }

/**
 * The amount and the increases that hold at `now`. Another currency is converted by the rate of the day on which
 * the period began, so that a limit does not move with the market while it is spent.
 */
export function limitAt(
  { amount, currency, increases }: Pick<Kept, "amount" | "currency" | "increases">,
  { from }: Period,
  now: Date,
  reporting: { currency: string; book: PriceBook },
): Limit {
  const own = increases
    .filter(({ starts_at, ends_at }) => starts_at <= now && now < ends_at)
    .reduce((sum, increase) => sum + increase.amount, amount)
  const { book, currency: target } = reporting
  const converted = convert(book.exchange, { digits: own, scale: PICO_DIGITS }, currency, target, from)
  return converted
    ? { pico: converted.pico, unknown: null }
    : { pico: null, unknown: noRateSentence(currency, target, from) }
}
