import { formatCount, formatMoney, formatRough } from "@/lib/money-format"
import { isUnpriced } from "@/lib/spend/display"
import { filterValueWords, filterWords } from "@/lib/spend/filter"
import type { Filter, SpendAnswer } from "@/lib/spend/schema"

/** `6,634 events, $476.69`: every call that matches, whatever page is shown; `1 event, unpriced`. */
export function totalsTitle({ total, currency }: Pick<SpendAnswer, "total" | "currency">): string {
  const cost = isUnpriced(total) ? "unpriced" : formatMoney(total.billed, currency)
  return `${countOf(total.calls, "event")}, ${cost}`
}

/**
 * `412 calls, 1.9 M tokens have no known cost. They are not in the total.`: no price matches, a piece has no
 * rate, or the usage is unknown. Null while all is priced.
 */
export function unpricedWords({ unpriced }: Pick<SpendAnswer, "unpriced">): string | null {
  if (unpriced.calls === 0) return null
  const tokens = `${formatRough(unpriced.tokens)} ${unpriced.tokens === 1 ? "token" : "tokens"}`
  return unpriced.calls === 1
    ? `1 call of ${tokens} has no known cost. It is not in the total.`
    : `${countOf(unpriced.calls, "call")}, ${tokens} have no known cost. They are not in the total.`
}

/** `No events match feature is code-agent in 1–19 Nov.` */
export function emptyWords(filters: readonly Filter[], rangeText: string): string {
  if (filters.length === 0) return `No events in ${rangeText}.`
  const words = filters.map((filter) => `${filterWords(filter)} ${filterValueWords(filter)}`)
  return `No events match ${words.join(" and ")} in ${rangeText}.`
}

function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`
}
