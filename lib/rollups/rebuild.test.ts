import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { Prisma } from "@/lib/db/generated/client"
import { execute, transaction } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { cubeCells, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { applyPending } from "./apply"
import { rebuildCubes } from "./rebuild"

await testDatabase()

test("a rebuild may take longer than a screen's query", { timeout: 60_000 }, async () => {
  const { scope, orgId } = await makeTenant()
  const source = await testSource(orgId)
  await appendEvents(scope, source, [testDraft(testEvent({ id: "a" }))])
  await applyPending()
  const cells = await cubeCells(orgId)
  const worker = transaction(async (on) => {
    await execute(Prisma.sql`select pg_advisory_xact_lock_shared(hashtext('rollup'), ${orgId}::integer)`, {
      on,
    })
    await sleep(8_500)
  })
  await sleep(200)
  await rebuildCubes(scope)
  await worker
  expect(await cubeCells(orgId)).toEqual(cells)
})
