import { expect, test } from "vitest"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { draftEvent } from "@/lib/ledger/charges"
import { FLAG, type UsageEvent } from "@/lib/ledger/usage-event"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { readEvent } from "@/lib/sources/events"
import { ingestEvents } from "@/lib/sources/ingest"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { testEvent, testSource } from "@/lib/testing/ledger"
import { corrections, secondReports } from "@/scripts/demo/exceptions"
import { demoEvents } from "@/scripts/demo/generate"
import { previewRerate } from "./mutations"
import { getRerate } from "./queries"
import { stepRerate } from "./step"

await testDatabase()

const NOW = new Date("2026-11-20T12:00:00Z")
const RANGE = { from: "2026-10-01", to: "2026-11-21", provider: null, model: null }

async function previewed({ scope, orgId }: Tenant) {
  const { id } = await previewRerate(scope, RANGE)
  while (await stepRerate(orgId));
  return (await getRerate(scope, id)).total
}

/** As a row was written before rows said who bills. */
async function asOfOld({ orgId }: Tenant): Promise<void> {
  const kept = ~FLAG.reporterBills & 0x7f_ff
  await execute(Prisma.sql`update charge set flags = flags & ${kept}::smallint where org_id = ${orgId}`)
}

test("by the prices that priced it a ledger stays as it is: gateways, fees, tiers, failures, corrections and all", async () => {
  const tenant = await makeTenant()
  const source = await testSource(tenant.orgId)
  const options = { now: NOW, days: 40, events: 1_500 }
  const sent = [...demoEvents(options), ...corrections(options), ...secondReports(options)].map(
    ({ event }) => event,
  )
  for (let at = 0; at < sent.length; at += 500) {
    const some = sent.slice(at, at + 500)
    await ingestEvents(tenant.scope, source, some, { now: NOW, backfill: true, requestId: "same" })
  }
  const first = await previewed(tenant)
  expect(first.calls).toBeGreaterThan(1_000)
  expect(first).toMatchObject({ changed: 0, difference: "0", list_difference: "0" })
  await asOfOld(tenant)
  expect(await previewed(tenant)).toMatchObject({ calls: first.calls, changed: 0, difference: "0" })
})

function draftOf(event: Partial<UsageEvent>) {
  const read = readEvent(testEvent({ id: "a", model: "gpt-4o-mini" }), { now: NOW, backfill: true })
  if (!read.ok) throw new Error(read.refusal.detail)
  const result = draftEvent({ ...read.event, ...event }, { book: defaultPriceBook(), currency: "USD" })
  if (!result.ok) throw new Error(result.detail)
  return result.draft
}

test("what the biller reported stays billed while the list cost moves, in old rows and new ones", async () => {
  for (const isOld of [false, true]) {
    const tenant = await makeTenant()
    const draft = draftOf({ route: "openrouter", cost: { amount: "0.5", currency: "USD" } })
    const charges = draft.charges.map((charge) => ({ ...charge, list: 1n, computed: 1n }))
    await appendEvents(tenant.scope, await testSource(tenant.orgId), [{ ...draft, charges }])
    if (isOld) await asOfOld(tenant)
    const total = await previewed(tenant)
    expect(total).toMatchObject({ changed: 1, before: "0.5", after: "0.5", difference: "0" })
    expect(total.list_difference).not.toBe("0")
  }
})
