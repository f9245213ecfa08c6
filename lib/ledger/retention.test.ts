import { expect, test } from "vitest"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { TEST_NOW, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { appendEvents } from "./append"
import { eventId } from "./identity"
import { getEvent } from "./queries"
import { forgetPayloads } from "./retention"

await testDatabase()

test("what was sent goes after its time; the charges, and what they cost, stay", async () => {
  const [{ scope, orgId }, other] = [await makeTenant(), await makeTenant()]
  const days = [1, 29, 31, 80]
  const drafts = () =>
    days.map((back) =>
      testDraft(
        testEvent({ id: `e${back}`, time: new Date(TEST_NOW.getTime() - back * 86_400_000).toISOString() }),
      ),
    )
  const appended = await appendEvents(scope, await testSource(orgId), drafts())
  const others = await appendEvents(other.scope, await testSource(other.orgId), drafts())
  const before = await Promise.all(appended.map(({ key }) => getEvent(scope, eventId(key))))
  await forgetPayloads(orgId, new Date(TEST_NOW.getTime() - 30 * 86_400_000))
  const after = await Promise.all(appended.map(({ key }) => getEvent(scope, eventId(key))))
  expect(after.map((event) => event.payloadState)).toEqual(["kept", "kept", "expired", "expired"])
  expect(after.map((event) => event.billed)).toEqual(before.map((event) => event.billed))
  const untouched = await Promise.all(others.map(({ key }) => getEvent(other.scope, eventId(key))))
  expect(untouched.map((event) => event.payloadState)).toEqual(days.map(() => "kept"))
  const again = await appendEvents(scope, 1, drafts())
  expect(again.map(({ outcome }) => outcome)).toEqual(days.map(() => "duplicate"))
})
