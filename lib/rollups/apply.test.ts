import { expect, test } from "vitest"
import * as z from "zod"
import { prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { TEST_NOW, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { applyPending, forgetRolledBatches } from "./apply"
import { foldCuboids } from "./cuboids"

await testDatabase()

const sumsRow = z.object({ calls: z.bigint(), unpriced: z.bigint(), list: z.string(), computed: z.string() })

async function sumsOf({ orgId }: Tenant) {
  const rows = await query(
    Prisma.sql`select coalesce(sum(calls), 0)::bigint as calls, coalesce(sum(unpriced_tokens), 0)::bigint as unpriced,
      coalesce(sum(list_pico), 0) as list, coalesce(sum(computed_pico), 0) as computed
      from cube_day where org_id = ${orgId}`,
    sumsRow,
  )
  return rows[0]
}

async function send(tenant: Tenant, event: Partial<EventInput>): Promise<void> {
  await appendEvents(tenant.scope, await testSource(tenant.orgId), [testDraft(testEvent(event))])
}

test("tokens that no integer of four bytes holds together are still added", async () => {
  const tenant = await makeTenant()
  const usage = { input_uncached: 1_500_000_000, output: 1_500_000_000, cache_read: 0 }
  await send(tenant, { id: "large", model: "unknown-model", usage })
  await applyPending()
  expect(await sumsOf(tenant)).toMatchObject({ calls: 1n, unpriced: 3_000_000_000n })
})

test("an organisation whose charges cannot be added holds up no other", async () => {
  const [broken, sound] = [await makeTenant(), await makeTenant()]
  await prisma().organisation.update({ where: { id: broken.orgId }, data: { zone: "Nowhere/At all" } })
  await send(broken, { id: "a" })
  await send(sound, { id: "a" })
  await applyPending()
  await foldCuboids(TEST_NOW, 0)
  expect(await sumsOf(sound)).toMatchObject({ calls: 1n })
  expect(await sumsOf(broken)).toMatchObject({ calls: 0n })
  await prisma().organisation.update({ where: { id: broken.orgId }, data: { zone: "UTC" } })
  const afterAnotherPass = async () => {
    await applyPending()
    return sumsOf(broken)
  }
  await expect.poll(afterAnotherPass, { timeout: 10_000 }).toMatchObject({ calls: 1n })
})

test("a computed cost that is unknown adds nothing, though the list cost is known", async () => {
  const tenant = await makeTenant()
  const draft = testDraft(testEvent({ id: "reseller" }))
  const list = draft.charges[0]?.list ?? 0n
  expect(list).toBeGreaterThan(0n)
  const charges = draft.charges.map((charge) => ({ ...charge, computed: null, billed: null }))
  await appendEvents(tenant.scope, await testSource(tenant.orgId), [{ ...draft, charges }])
  await applyPending()
  expect(await sumsOf(tenant)).toMatchObject({ list: String(list), computed: "0" })
})

test("batches in the cubes are forgotten after a day, pending ones never", async () => {
  const tenant = await makeTenant()
  const count = async () => prisma().batch.count({ where: { orgId: tenant.orgId } })
  await send(tenant, { id: "old" })
  await applyPending()
  await send(tenant, { id: "pending" })
  await prisma().batch.updateMany({
    where: { orgId: tenant.orgId },
    data: { at: new Date(Date.now() - 2 * 86_400_000) },
  })
  await forgetRolledBatches(tenant.orgId)
  expect(await count()).toBe(1)
  await applyPending()
  expect(await sumsOf(tenant)).toMatchObject({ calls: 2n })
})
