import type { Pricing } from "@/lib/ledger/charges"
import type { EventDraft } from "@/lib/ledger/usage-event"
import { picoToString } from "@/lib/money"

const money = (pico: bigint | null) => (pico === null ? null : picoToString(pico))

/** What an event would become, for a sender who tries it out. Money in the reporting currency. */
export function describeDraft(draft: EventDraft, { currency }: Pricing) {
  const billed = draft.charges.reduce(
    (sum: bigint | null, charge) => (sum === null || charge.billed === null ? null : sum + charge.billed),
    0n,
  )
  return {
    id: draft.event.senderId,
    provider: draft.provider,
    route: draft.route,
    status: draft.status,
    error_class: draft.errorClass,
    response_id: draft.responseId,
    currency,
    billed: money(billed),
    charges: draft.charges.map((charge) => ({
      kind: charge.kind,
      model: charge.model,
      classes: charge.classes,
      price_row: charge.price?.override?.id ?? charge.price?.list?.id ?? null,
      list: money(charge.list),
      computed: money(charge.computed),
      reported: money(charge.reported),
      billed: money(charge.billed),
      unpriced_because: charge.unpricedBecause,
    })),
    warnings: draft.warnings,
  }
}
