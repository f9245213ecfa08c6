import { type Pico, picoToString } from "@/lib/money"
import { TOKEN_CLASSES } from "@/lib/providers/schema"
import type { ChargeDraft, UsageEvent } from "./usage-event"

const MAX_COUNT = 2 ** 31 - 1
/** Of either sign: a correction writes the negative. */
const MAX_PICO: Pico = 2n ** 63n - 1n
const MAX_LINES = 2 ** 15

const above = (name: string, value: number | string, limit: number | string) =>
  `${name} is ${value}; the ledger holds up to ${limit}.`

/** Stated before what follows from it. */
const AMOUNTS = ["reported", "list", "computed", "billed"] as const

/** A sub-count lies within its class. */
function tokensTooLarge({ classes, reasoning }: ChargeDraft): string | null {
  for (const name of TOKEN_CLASSES) {
    if (classes[name] > MAX_COUNT) return above(name, classes[name], MAX_COUNT)
  }
  return reasoning > MAX_COUNT ? above("reasoning", reasoning, MAX_COUNT) : null
}

/** The event's total counts, not the line's alone: it is kept with a further report. */
function amountTooLarge(name: (typeof AMOUNTS)[number], charges: readonly ChargeDraft[]): string | null {
  const size = (pico: Pico) => (pico < 0n ? -pico : pico)
  let total = 0n
  for (const charge of charges) total += size(charge[name] ?? 0n)
  if (total <= MAX_PICO) return null
  const field = name === "reported" ? "cost.amount (reported)" : `The ${name} amount`
  return above(field, `${picoToString(total)} in the reporting currency`, picoToString(MAX_PICO))
}

/** Why the ledger's columns cannot hold an event, as a sentence that names the field and its limit. */
export function whyTooLarge(event: UsageEvent, charges: readonly ChargeDraft[]): string | null {
  for (const charge of charges) {
    const tokens = tokensTooLarge(charge)
    if (tokens !== null) return tokens
  }
  for (const name of AMOUNTS) {
    const amount = amountTooLarge(name, charges)
    if (amount !== null) return amount
  }
  if (charges.length > MAX_LINES) return above("The number of charges", charges.length, MAX_LINES)
  const { latencyMs, ttftMs } = event
  if (latencyMs !== null && latencyMs > MAX_COUNT) return above("latency_ms", latencyMs, MAX_COUNT)
  if (ttftMs !== null && ttftMs > MAX_COUNT) return above("ttft_ms", ttftMs, MAX_COUNT)
  return null
}
