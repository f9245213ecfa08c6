import { AppError } from "@/lib/errors"
import { draftEvent } from "@/lib/ledger/charges"
import type { EventDraft } from "@/lib/ledger/usage-event"
import { type Pico, parseDecimal } from "@/lib/money"
import type { PriceBook } from "@/lib/pricing/book"
import { convert, noRateSentence } from "@/lib/pricing/exchange"
import { readEvent } from "@/lib/sources/events"
import type { AuthorizeInput } from "./authorize-schema"

interface Pricing {
  book: PriceBook
  currency: string
}

/** The call as an event would report it, drafted by the ledger's own rules. */
function draftOf(input: AuthorizeInput, pricing: Pricing, now: Date): EventDraft | null {
  const { estimate } = input
  const isTokens = "model" in estimate
  const model = isTokens ? estimate.model : input.model
  if (model === undefined) return null
  const { provider = isTokens ? estimate.provider : undefined, route, service_tier } = input
  const usage = {
    input_uncached: isTokens ? estimate.input_tokens : 0,
    output: isTokens ? estimate.output_tokens : 0,
  }
  const read = readEvent({ model, provider, route, service_tier, usage }, { now, backfill: false })
  if (!read.ok) throw new AppError("invalid", read.refusal.detail)
  const result = draftEvent(read.event, pricing)
  if (!result.ok) throw new AppError("invalid", result.detail)
  return result.draft
}

/** What a call is taken to cost, in the reporting currency, and its model as the ledger would name it. */
export function estimated(
  input: AuthorizeInput,
  pricing: Pricing,
  now: Date,
): { pico: Pico | null; draft: EventDraft | null } {
  const draft = draftOf(input, pricing, now)
  const { estimate } = input
  if ("model" in estimate) {
    const lines = draft?.charges.map(({ billed }) => billed) ?? []
    const known = lines.filter((billed) => billed !== null)
    const pico = known.length < lines.length ? null : known.reduce((sum, billed) => sum + billed, 0n)
    return { pico, draft }
  }
  const { amount, currency } = estimate
  const converted = convert(pricing.book.exchange, parseDecimal(amount), currency, pricing.currency, now)
  if (converted) return { pico: converted.pico, draft }
  const detail = noRateSentence(currency, pricing.currency, now)
  throw new AppError("invalid", detail, { errors: [{ pointer: "/estimate/currency", detail }] })
}
