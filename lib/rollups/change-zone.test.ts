import { expect, test } from "vitest"
import { getOrganisation } from "@/lib/auth/organisation"
import { changeSettings, getSettings } from "@/lib/auth/organisation-settings"
import { prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { cubeCells, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { applyPending } from "./apply"
import { applyZoneChanges } from "./change-zone"
import { rebuildCubes } from "./rebuild"

await testDatabase()

async function tenant() {
  const { scope, orgId } = await makeTenant({ zone: "UTC" })
  const source = await testSource(orgId)
  const add = (id: string, time: string) =>
    appendEvents(scope, source, [testDraft(testEvent({ id, time, user: "u" }))])
  await add("a", "2026-11-18T22:00:00.000Z")
  await add("b", "2026-11-18T01:00:00.000Z")
  await applyPending()
  return { scope, orgId, add }
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "none",
    (error: { code: string }) => error.code,
  )

test("a change of zone is asked for, and given with the sums of its days", async () => {
  const { scope, orgId } = await tenant()
  const before = await cubeCells(orgId)
  expect(await changeSettings(scope, { zone: "Asia/Kathmandu" })).toMatchObject({
    zone: "UTC",
    next_zone: "Asia/Kathmandu",
  })
  expect(await cubeCells(orgId)).toEqual(before)
  await applyZoneChanges()
  expect(await getSettings(scope)).toMatchObject({ zone: "Asia/Kathmandu", next_zone: null })
  const given = await cubeCells(orgId)
  expect(given).not.toEqual(before)
  await expect.poll(async () => (await getOrganisation(scope)).zone).toBe("Asia/Kathmandu")
  await rebuildCubes(scope)
  expect(await cubeCells(orgId)).toEqual(given)
  const trail = await prisma().auditEntry.findMany({ where: { orgId }, orderBy: { id: "asc" } })
  expect(trail.map(({ action }) => action)).toEqual(["organisation.update", "organisation.rezone"])
})

test("a worker that waited while the zone changed adds nothing by the former days", async () => {
  const { scope, orgId, add } = await tenant()
  await add("c", "2026-11-18T22:30:00.000Z")
  await changeSettings(scope, { zone: "Asia/Kolkata" })
  await applyZoneChanges()
  await execute(Prisma.sql`select rollup_apply(${orgId}, 'UTC', 500)`)
  expect(await prisma().batch.count({ where: { orgId, rolled: false } })).toBe(1)
  await applyPending()
  const applied = await cubeCells(orgId)
  await expect.poll(async () => (await getOrganisation(scope)).zone).toBe("Asia/Kolkata")
  await rebuildCubes(scope)
  expect(await cubeCells(orgId)).toEqual(applied)
})

test("going back to the zone in force takes the request back", async () => {
  const { scope } = await tenant()
  await changeSettings(scope, { zone: "Asia/Kolkata" })
  expect(await changeSettings(scope, { fiscal_start: 4 })).toMatchObject({ next_zone: "Asia/Kolkata" })
  expect(await changeSettings(scope, { zone: "UTC" })).toMatchObject({ next_zone: null, zone: "UTC" })
})

test("the currency is chosen before the first event and never after", async () => {
  const { scope: empty } = await makeTenant()
  expect(await changeSettings(empty, { currency: "EUR" })).toMatchObject({ currency: "EUR" })
  const { scope } = await tenant()
  expect(await codeOf(changeSettings(scope, { currency: "EUR" }))).toBe("conflict")
  expect(await changeSettings(scope, { currency: "USD", name: "Acme" })).toMatchObject({ name: "Acme" })
})

test("an event that arrives while the currency changes takes the change back", async () => {
  const { scope, orgId } = await makeTenant({ currency: "USD" })
  const changing = codeOf(changeSettings(scope, { currency: "EUR" }))
  await expect.poll(async () => (await getSettings(scope)).currency).toBe("EUR")
  await appendEvents(scope, await testSource(orgId), [testDraft(testEvent({ id: "late" }))])
  expect(await changing).toBe("conflict")
  expect((await getSettings(scope)).currency).toBe("USD")
})

test("a zone that the database does not know is refused by its field", async () => {
  const { scope } = await makeTenant()
  const refused = changeSettings(scope, { zone: "Europe/Atlantis" })
  await expect(refused).rejects.toMatchObject({ code: "invalid", errors: [{ pointer: "/zone" }] })
})
