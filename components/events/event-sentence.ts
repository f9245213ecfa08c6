import type { EventDetail } from "@/lib/ledger/schema"
import { formatInstant } from "@/lib/time-format"
import { errorWords } from "./status-words"

const KIND_WORDS = {
  message: ["the answer", "answers"],
  compaction: ["a compaction", "compactions"],
  advisor: ["an advisor's call", "advisor's calls"],
  fallback_declined: ["a declined fallback", "declined fallbacks"],
  tool_fee: ["a tool fee", "tool fees"],
  platform_fee: ["a platform fee", "platform fees"],
} as const

const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]

type Told = Pick<
  EventDetail,
  "charges" | "model" | "route" | "time" | "status" | "errorClass" | "corrected" | "unpriced" | "billed"
>

/** `the answer and 2 compactions`. */
function kindsOf(charges: EventDetail["charges"]): string {
  const counts = new Map<keyof typeof KIND_WORDS, number>()
  for (const { kind } of charges) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const words = [...counts].map(([kind, count]) =>
    count === 1 ? KIND_WORDS[kind][0] : `${count} ${KIND_WORDS[kind][1]}`,
  )
  const last = words.pop() ?? ""
  return words.length > 0 ? `${words.join(", ")} and ${last}` : last
}

function callWords({ status, errorClass }: Told): string {
  if (status === "error") return `one call that failed (${errorWords(errorClass)})`
  return status === "aborted" ? "one call that was aborted" : "one call"
}

/** What the amount is for, in one or two sentences: which call, when, and of which charges it is made. */
export function eventSentence(event: Told, zone: string): string {
  const { charges, model, route, time, unpriced } = event
  const call = `${callWords(event)} to ${model}, ${route}, ${formatInstant(new Date(time), zone)}`
  const billed = event.corrected === null ? "Billed" : "It was billed"
  const known = unpriced ? `${billed}, as far as it is priced, for ${call}.` : `${billed} for ${call}.`
  const lead = event.billed === null ? `No price is known for ${call}.` : known
  if (charges.length < 2) return lead
  const count = NUMBERS[charges.length] ?? String(charges.length)
  return `${lead} ${count} charges: ${kindsOf(charges)}.`
}
