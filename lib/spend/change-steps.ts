import { add, type Decimal, formatDecimal, parseDecimal } from "@/lib/money"
import { centParts, formatMoney, formatMoneyChange } from "@/lib/money-format"
import { CAUSES } from "./change"
import { CAUSE_WORDS, changeSentence } from "./change-words"
import type { ChangeAnswer } from "./schema"
import { printed } from "./spend-lines"

export interface ChangeStep {
  id: string
  label: string
  meaning: string
  kind: "period" | "up" | "down" | "none"
  /** Exact: the period's spend, or the cause's effect. */
  amount: string
  /** In cents, so that the steps add up in front of the reader. */
  text: string
  /** Where its bar begins and ends. */
  from: string
  to: string
  /** `to` as the printed steps add up to it. */
  toText: string
  href: string | null
}

/** A bridge from one period's spend to another's, with everything decided. */
export interface ChangeBridge {
  currency: string
  steps: ChangeStep[]
  /** One sentence that says the figure without looking. */
  summary: string
}

export interface BridgeOptions {
  /** The two periods in words. */
  before: string
  after: string
  beforeHref: string
  afterHref: string
  causeHref: (cause: (typeof CAUSES)[number]) => string
}

const ZERO_TEXT = "0"

function kindOf(amount: Decimal): ChangeStep["kind"] {
  if (amount.digits === 0n) return "none"
  return amount.digits > 0n ? "up" : "down"
}

/** The period before in cents such that it and the causes add up to the period. */
function firstOf({ after }: ChangeAnswer, parts: readonly string[]): string {
  const amounts = parts.map(parseDecimal).map(({ digits, scale }) => ({ digits: -digits, scale }))
  return formatDecimal(amounts.reduce(add, parseDecimal(centParts([after])[0] ?? after)))
}

/** The period before, each cause in the order of substitution, and the period itself. */
export function toBridge(answer: ChangeAnswer, options: BridgeOptions): ChangeBridge {
  const { currency, before, after, causes } = answer
  const money = (amount: string) => formatMoney(amount, currency)
  const parts = centParts(CAUSES.map((cause) => causes[cause]))
  const first = firstOf(answer, parts)
  let at = parseDecimal(before)
  let printedAt = parseDecimal(first)
  const steps = CAUSES.map((cause, index): ChangeStep => {
    const amount = causes[cause]
    const from = at
    at = add(at, parseDecimal(amount))
    printedAt = add(printedAt, parseDecimal(parts[index] ?? amount))
    return {
      id: cause,
      label: CAUSE_WORDS[cause].label,
      meaning: CAUSE_WORDS[cause].meaning,
      kind: kindOf(parseDecimal(amount)),
      amount,
      text: printed(parts[index] ?? amount, amount, (text) => formatMoneyChange(text, currency)),
      from: formatDecimal(from),
      to: formatDecimal(at),
      toText: printed(formatDecimal(printedAt), formatDecimal(at), money),
      href: options.causeHref(cause),
    }
  })
  const period = (id: string, label: string, amount: string, text: string, href: string): ChangeStep => ({
    id,
    label,
    meaning: "Billed cost of the period",
    kind: "period",
    amount,
    text,
    from: ZERO_TEXT,
    to: amount,
    toText: text,
    href,
  })
  return {
    currency,
    steps: [
      period("before", options.before, before, money(first), options.beforeHref),
      ...steps.filter(({ id, kind }) => kind !== "none" || !["new", "gone", "other"].includes(id)),
      period("after", options.after, after, money(after), options.afterHref),
    ],
    summary: changeSentence(answer),
  }
}
