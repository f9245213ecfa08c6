import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import * as eventsRoute from "@/app/api/v1/events/route"
import { createKey } from "@/lib/auth/api-key"
import { mintScope, ROLES } from "@/lib/auth/scope"
import { getEvent } from "@/lib/ledger/queries"
import { keyWithTraffic, listRefusals } from "@/lib/sources/queries"
import { makeTenant, testDatabase } from "@/lib/testing/database"

await testDatabase()

const { scope, orgId } = await makeTenant()
const form = { name: "app", environment: "live", scopes: ["ingest" as const], source: "app" }
const SECRET_WORDS = "what the customer typed"

async function send(key: string, events: unknown): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" }
  const body = JSON.stringify(events)
  const request = new Request("http://localhost:3000/api/v1/events", { method: "POST", headers, body })
  return (await eventsRoute.POST(request)).json()
}

function event(id: string, more: Record<string, unknown> = {}) {
  return { id, provider: "openai", model: "gpt-4o-mini", usage: { input_uncached: 100, output: 5 }, ...more }
}

test("a key knows the event that it sent last, whatever others send, and what was refused since", async () => {
  const older = await createKey(scope, form)
  await send(older.key, event("from-the-old-key"))
  await send(older.key, event("refused-before", { usage: { output: -1 } }))
  const key = await createKey(scope, form)
  expect(await keyWithTraffic(scope, key.id)).toMatchObject({ latest_event: null, refusals: [] })

  // A call that began long ago is still the latest to arrive.
  const before = new Date(Date.now() - 3 * 86_400_000).toISOString()
  await send(key.key, event("one"))
  await send(key.key, event("two", { time: before }))
  await send(older.key, event("three"))
  await send(key.key, event("refused-after", { usage: { output: -1 } }))
  const { latest_event: latest, refusals } = await keyWithTraffic(scope, key.id)
  expect(latest).toMatchObject({ sender_id: "two", model: "gpt-4o-mini", tokens: 105, currency: "USD" })
  expect(latest?.billed).toMatch(/^0\.0000\d+$/)
  expect(refusals.map(({ event_id }) => event_id)).toEqual(["refused-after"])
})

test("nobody's key is not found", async () => {
  const { scope: theirs } = await makeTenant()
  const { id } = await createKey(scope, form)
  await expect(keyWithTraffic(theirs, id)).rejects.toMatchObject({ code: "not_found" })
})

test("roles without payloads see events and refusals, and none of what was sent", async () => {
  const { key, id } = await createKey(scope, { ...form, name: "words", source: "words" })
  await send(key, event("words", { tags: { note: SECRET_WORDS } }))
  await send(key, event("words-refused", { usage: { output: -1 }, tags: { note: SECRET_WORDS } }))
  const { latest_event: latest } = await keyWithTraffic(scope, id)
  for (const role of ROLES) {
    const asker = mintScope(orgId, { kind: "user", userId: 1, role })
    const detail = await getEvent(asker, latest!.id)
    const refused = (await listRefusals(asker, null)).find(({ event_id }) => event_id === "words-refused")
    const sees = role !== "finance" && role !== "viewer"
    expect([detail.payloadState, detail.payload !== null], role).toEqual([sees ? "kept" : "withheld", sees])
    expect(refused?.body?.includes(SECRET_WORDS) ?? false, role).toBe(sees)
    expect(refused?.detail, role).toContain("/usage/output")
  }
})
