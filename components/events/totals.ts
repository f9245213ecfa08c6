import { formatCount, formatMoney, formatRough } from "@/lib/money-format"
import { filterValueWords, filterWords } from "@/lib/spend/filter"
import type { Filter, SpendAnswer } from "@/lib/spend/schema"

/** `6,634 events, $476.69`: every call that matches, whatever page is shown. */
export function totalsTitle({ total, currency }: Pick<SpendAnswer, "total" | "currency">): string {
  return `${countOf(total.calls, "event")}, ${formatMoney(total.billed, currency)}`
}

/** `412 calls, 1.9 M tokens match no price. They are not in the total.`; null while all is priced. */
export function unpricedWords({ unpriced }: Pick<SpendAnswer, "unpriced">): string | null {
  if (unpriced.calls === 0) return null
  const [match, they] = unpriced.calls === 1 ? ["matches", "It is"] : ["match", "They are"]
  const tokens = `${formatRough(unpriced.tokens)} ${unpriced.tokens === 1 ? "token" : "tokens"}`
  return `${countOf(unpriced.calls, "call")}, ${tokens} ${match} no price. ${they} not in the total.`
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
