import type { CreditSummary } from "@/lib/credits/schema"
import { add, type Decimal, formatDecimal, parseDecimal, times } from "@/lib/money"
import { formatCount, formatMoney } from "@/lib/money-format"
import { formatDay } from "@/lib/time-format"

export interface BurnPoint {
  /** `2026-11-03` */
  day: string
  used: string
  left: string
  /** What is left as a part of the grant, 0 to 1, for the drawing alone. */
  share: number
}

export interface BurnDown {
  points: BurnPoint[]
  /** The whole said in one sentence. */
  summary: string
}

const words = (credit: CreditSummary, value: string) =>
  credit.amount === null ? `${formatCount(Number(value))} tokens` : formatMoney(value, credit.currency)

/** What a grant is, in words: `$14.00`, `1,000,000 tokens`. */
export function grantedWords(credit: CreditSummary): string {
  return words(credit, credit.amount ?? String(credit.tokens ?? 0))
}

export function leftWords(credit: CreditSummary): string {
  return words(credit, credit.left.amount ?? String(credit.left.tokens ?? 0))
}

function summaryOf(credit: CreditSummary, zone: string): string {
  const left = `${credit.name}: ${leftWords(credit)} of ${grantedWords(credit)} left`
  if (credit.expires_at === null) return `${left}, does not expire.`
  return `${left}, expires ${formatDay(new Date(credit.expires_at), zone)}.`
}

/** What is left of a grant after each day on which it paid, to the last digit. */
export function toBurnDown(credit: CreditSummary, zone: string): BurnDown {
  const whole = parseDecimal(credit.amount ?? String(credit.tokens ?? 0))
  let left: Decimal = whole
  const points = credit.days.map(({ day, billed, tokens }) => {
    const used = credit.amount === null ? String(tokens) : billed
    left = add(left, times(parseDecimal(used), -1))
    const text = formatDecimal(left)
    const share = Number(text) / Number(formatDecimal(whole))
    return { day, used: words(credit, used), left: words(credit, text), share }
  })
  return { points, summary: summaryOf(credit, zone) }
}
