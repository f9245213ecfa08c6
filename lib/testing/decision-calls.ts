import { appendEvents } from "@/lib/ledger/append"
import { draftEvent } from "@/lib/ledger/charges"
import { getPriceBook } from "@/lib/pricing/queries"
import { applyPending } from "@/lib/rollups/apply"
import { readEvent } from "@/lib/sources/events"
import type { EventInput } from "@/lib/sources/events-schema"
import type { Tenant } from "./database"
import { TEST_NOW, testEvent, testSource } from "./ledger"

export async function send({ scope, orgId }: Tenant, inputs: readonly Partial<EventInput>[], now = TEST_NOW) {
  const book = await getPriceBook(scope)
  const drafts = inputs.map((input) => {
    const read = readEvent(testEvent(input), { now, backfill: true })
    if (!read.ok) throw new Error(read.refusal.detail)
    const result = draftEvent(read.event, { book, currency: "USD" })
    if (!result.ok) throw new Error(result.detail)
    return result.draft
  })
  await appendEvents(scope, await testSource(orgId), drafts)
  await applyPending()
}

const HOUR = 3_600_000

/** So many calls of a model, spread over the days before `now`. */
export function calls(count: number, more: Partial<EventInput>, now = TEST_NOW): Partial<EventInput>[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `${more.model}-${more.route ?? "direct"}-${more.feature ?? ""}-${at}`,
    time: new Date(now.getTime() - 30 * HOUR - (at % 200) * 3 * HOUR).toISOString(),
    usage: { input_uncached: 20_000 + (at % 7) * 1_000, output: 2_000 },
    feature: "search",
    ...more,
  }))
}
