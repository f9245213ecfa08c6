import { compare, parseDecimal } from "@/lib/money"
import { formatCount, formatMoney } from "@/lib/money-format"
import { formatDay } from "@/lib/time-format"
import { PART_WORDS } from "./part-words-schema"
import type { ReconcileAnswer, TiedOut } from "./schema"
import { PARTS, type Part } from "./split"

/** The share as a person reads it, rounded down: `98.72%`; only what ties out whole is 100%. */
export function shareWords({ tied_share: share }: Pick<TiedOut, "tied_share">): string {
  if (share === null) return "–"
  if (share === "1.0000") return "100%"
  const digits = share.slice(2)
  return `${Number(digits.slice(0, 2))}.${digits.slice(2)}%`
}

/** A day of a bill, which belongs to no zone. */
export function dayWords(day: string): string {
  return formatDay(new Date(`${day}T12:00:00Z`), "UTC")
}

const isNothing = (amount: string) => parseDecimal(amount).digits === 0n
const size = (amount: string) => amount.replace(/^-/, "")

/** The parts that usage differs by, the largest first. */
function usageParts({ total: { parts } }: ReconcileAnswer): Part[] {
  const usage = PARTS.filter(
    (part) => !["charges", "timing", "rounding"].includes(part) && !isNothing(parts[part]),
  )
  return usage.sort((a, b) => compare(parseDecimal(size(parts[b])), parseDecimal(size(parts[a]))))
}

/** How much ties out, and what is left to look at. */
export function answerWords(answer: ReconcileAnswer): string[] {
  const { tied_out: tied, currency, rows, other } = answer
  const money = (amount: string) => formatMoney(amount, currency)
  if (tied.tied_share === null) return ["No closed day with a bill lies in this range."]
  const first = `${shareWords(tied)} of ${money(tied.base)} ties out.`
  const listed = usageParts(answer).map((part) => PART_WORDS[part].label.toLowerCase())
  const rest: string[] = []
  if (isNothing(tied.open)) rest.push("Nothing is open.")
  else rest.push(`${money(tied.open)} is open${listed.length > 0 ? `: ${listed.join(", ")}` : ""}.`)
  if (!isNothing(tied.explained)) rest.push(`${money(tied.explained)} is explained by notes.`)
  if (!isNothing(tied.adjusted)) rest.push(`${money(tied.adjusted)} is adjusted.`)
  return [first, rest.join(" "), ...(rows.length + (other?.count ?? 0) === 0 ? ["No row matches."] : [])]
}

const LEAST = "0.000001"

/** What rounding leaves or may come to: below a millionth its digits say nothing. */
export function roundingWords(amount: string, currency: string): string {
  const isLess = !isNothing(amount) && compare(parseDecimal(amount), parseDecimal(LEAST)) < 0
  return isLess ? `less than ${formatMoney(LEAST, currency)}` : formatMoney(amount, currency)
}

export function unpricedWords(calls: number): string {
  return `${formatCount(calls)} ${calls === 1 ? "call" : "calls"} without a price`
}

/** What the ledger holds, which is unknown where it knows the price of no call. */
export function ledgerWords(
  { ledger, unpriced_calls: unpriced }: { ledger: string; unpriced_calls: number },
  currency: string,
): string {
  if (unpriced === 0) return formatMoney(ledger, currency)
  if (isNothing(ledger)) return unpricedWords(unpriced)
  return `${formatMoney(ledger, currency)} and ${unpricedWords(unpriced)}`
}

/** Days that no bill speaks for; calls without a price stand last, they say nothing of the days. */
function withoutBillWords(each: ReconcileAnswer["without_bill"][number], currency: string): string {
  const { provider, ledger, days, unpriced_calls: unpriced } = each
  const on = `on ${formatCount(days)} ${days === 1 ? "day" : "days"}`
  if (unpriced > 0 && !isNothing(ledger)) {
    return `${provider} ${formatMoney(ledger, currency)} ${on} and ${unpricedWords(unpriced)}`
  }
  return `${provider} ${ledgerWords(each, currency)} ${on}`
}

/** What is in no sum, in sentences. */
export function besidesWords(answer: ReconcileAnswer): string[] {
  const { still_open: open, not_compared: skipped, without_bill: without, currency } = answer
  const words: string[] = []
  if (open.length > 0) {
    const first = open[0]
    const more = open.length > 1 ? ` and ${formatCount(open.length - 1)} more` : ""
    words.push(
      `${dayWords(first?.day ?? "")} of ${first?.provider}${more} ${open.length > 1 ? "are" : "is"} still open: the provider may add to it.`,
    )
  }
  for (const reason of new Set(skipped.map(({ because }) => because))) {
    const days = skipped.filter(({ because }) => because === reason)
    const first = days[0]
    const more = days.length > 1 ? ` and ${formatCount(days.length - 1)} more` : ""
    words.push(`${dayWords(first?.day ?? "")} of ${first?.provider}${more}: ${reason}`)
  }
  if (without.length > 0) {
    const listed = without.slice(0, 4).map((each) => withoutBillWords(each, currency))
    const more = without.length > 4 ? ` and ${formatCount(without.length - 4)} more` : ""
    words.push(`Spend without a bill: ${listed.join(", ")}${more}.`)
  }
  return words
}
