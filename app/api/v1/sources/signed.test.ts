import "@/lib/testing/signed-in"
import { Webhook } from "standardwebhooks"
import { expect, test } from "vitest"
import * as eventsRoute from "@/app/api/v1/events/route"
import * as cloudEvents from "@/app/api/v1/sources/cloudevents/route"
import * as webhook from "@/app/api/v1/sources/webhook/route"
import { createSource, rotateSourceSecret } from "@/lib/sources/mutations"
import { listRefusals } from "@/lib/sources/queries"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { makeSender } from "@/lib/testing/sending"

await testDatabase()

const EVENT = { provider: "openai", model: "gpt-4o-mini", usage: { input_uncached: 100, output: 5 } }

async function makeSigner() {
  const { scope, orgId } = await makeTenant()
  const made = await createSource(scope, { name: "signer", kind: "webhook", bills: false })
  return {
    scope,
    orgId,
    id: made.source.id,
    address: made.webhook?.address ?? "",
    secret: made.webhook?.secret ?? "",
  }
}

interface Message {
  id?: string
  at?: Date
  body?: unknown
  /** What is sent in place of what was signed. */
  sent?: unknown
  headers?: Record<string, string>
}

async function post(address: string, secret: string, message: Message) {
  const { id = "msg_1", at = new Date(), body = EVENT, sent = body, headers = {} } = message
  const text = JSON.stringify(body)
  const signed = {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret).sign(id, at, text),
  }
  const request = new Request(`http://localhost:3000${address}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...signed, ...headers },
    body: sent === body ? text : JSON.stringify(sent),
  })
  const response = await webhook.POST(request)
  return { status: response.status, answer: await response.json() }
}

test("what its source signed is taken, and its webhook-id counts once", async () => {
  const { address, secret } = await makeSigner()
  expect(await post(address, secret, {})).toMatchObject({ status: 200, answer: { accepted: 1 } })
  expect(await post(address, secret, {})).toMatchObject({ status: 200, answer: { duplicates: 1 } })
  const other = { ...EVENT, usage: { output: 9 } }
  expect(await post(address, secret, { body: other })).toMatchObject({
    answer: { conflicts: 1, accepted: 0 },
  })
  const several = { type: "llm.usage.v1", timestamp: new Date().toISOString(), data: [EVENT, EVENT, other] }
  expect(await post(address, secret, { id: "msg_2", body: several })).toMatchObject({
    answer: { accepted: 3 },
  })
  expect(await post(address, secret, { id: "msg_2", body: several })).toMatchObject({
    answer: { duplicates: 3 },
  })
  const strange = { type: "invoice.paid", data: { amount: 3 } }
  expect(await post(address, secret, { id: "msg_3", body: strange })).toMatchObject({
    status: 207,
    answer: { rejected: [{ code: "unknown_type" }] },
  })
})

test.each([
  ["another secret", { headers: { "webhook-signature": `v1,${Buffer.alloc(32).toString("base64")}` } }],
  ["a changed body", { sent: { ...EVENT, user: "somebody else" } }],
  ["another id", { headers: { "webhook-id": "msg_other" } }],
  ["a signature of six minutes ago", { at: new Date(Date.now() - 360_000) }],
  ["a signature of a time to come", { at: new Date(Date.now() + 360_000) }],
  ["a time that is none", { headers: { "webhook-timestamp": "1e9" } }],
  ["a signature of another kind", { headers: { "webhook-signature": "v1a,AAAA v2,BBBB nonsense ," } }],
  ["no signature", { headers: { "webhook-signature": "" } }],
] as [string, Message][])("a request with %s is nobody's", async (_, message) => {
  const { address, secret } = await makeSigner()
  expect((await post(address, secret, message)).status).toBe(401)
})

test("an address of nobody is refused as a bad signature is", async () => {
  const { address, secret } = await makeSigner()
  expect((await post(`${address.slice(0, -1)}${address.endsWith("a") ? "b" : "a"}`, secret, {})).status).toBe(
    401,
  )
  expect((await post("/api/v1/sources/webhook?source=wh_", secret, {})).status).toBe(401)
})

/** A request whose body says whether anybody began to read it. */
async function postUnread(address: string, headers: Record<string, string>) {
  let isRead = false
  const body = new ReadableStream(
    {
      pull(controller) {
        isRead = true
        controller.enqueue(Buffer.from("{}"))
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body }
  const request = new Request(`http://localhost:3000${address}`, { ...init, duplex: "half" } as RequestInit)
  const response = await webhook.POST(request)
  return { status: response.status, isRead }
}

test("who sends what nobody can have signed is answered before the body is read", async () => {
  const { address } = await makeSigner()
  const now = String(Math.floor(Date.now() / 1_000))
  const old = String(Number(now) - 360)
  const headers = { "webhook-id": "m", "webhook-timestamp": now, "webhook-signature": "v1,AAAA" }
  const nobody = "/api/v1/sources/webhook?source=wh_00000000000000000000"
  const unread = { status: 401, isRead: false }
  expect(await postUnread(address, {})).toEqual(unread)
  expect(await postUnread(address, { ...headers, "webhook-timestamp": old })).toEqual(unread)
  expect(await postUnread(nobody, headers)).toEqual(unread)
  expect(await postUnread("/api/v1/sources/webhook?source=wh_", headers)).toEqual(unread)
  expect(await postUnread(address, headers)).toEqual({ status: 401, isRead: true })
})

test("wrong signatures are throttled by source and address, and nobody's body is read meanwhile", async () => {
  const [guessed, other] = [await makeSigner(), await makeSigner()]
  const wrong = { "webhook-signature": `v1,${Buffer.alloc(32).toString("base64")}` }
  const statuses = new Set<number>()
  for (let i = 0; i < 20; i += 1)
    statuses.add((await post(guessed.address, guessed.secret, { headers: wrong })).status)
  expect([...statuses]).toEqual([401])
  expect(await post(guessed.address, guessed.secret, { headers: wrong })).toMatchObject({
    status: 429,
    answer: { detail: expect.stringMatching(/^Too many attempts to sign for this source/) },
  })
  const now = String(Math.floor(Date.now() / 1_000))
  const headers = { "webhook-id": "m", "webhook-timestamp": now, "webhook-signature": "v1,AAAA" }
  expect(await postUnread(guessed.address, headers)).toEqual({ status: 429, isRead: false })
  expect((await post(other.address, other.secret, {})).status).toBe(200)
})

test("both secrets are good while they change, and the former one ends", async () => {
  const { scope, id, address, secret } = await makeSigner()
  const next = await rotateSourceSecret(scope, id, { overlap: "1h" })
  expect((await post(address, secret, { id: "a" })).answer).toMatchObject({ accepted: 1 })
  expect((await post(address, next.secret, { id: "b" })).answer).toMatchObject({ accepted: 1 })
  const last = await rotateSourceSecret(scope, id, { overlap: "now" })
  expect((await post(address, secret, { id: "c" })).status).toBe(401)
  expect((await post(address, next.secret, { id: "d" })).status).toBe(401)
  expect((await post(address, last.secret, { id: "e" })).answer).toMatchObject({ accepted: 1 })
})

function cloudEvent(more: Record<string, unknown> = {}): Record<string, unknown> {
  const time = new Date(Date.now() - 60_000).toISOString()
  return {
    ...{ specversion: "1.0", id: "1", source: "/shop", type: "llm.usage.v1", subject: "customer-7", time },
    data: EVENT,
    ...more,
  }
}

const STRUCTURED = { "content-type": "application/cloudevents+json; charset=utf-8" }
const BATCH = { "content-type": "application/cloudevents-batch+json" }

test("CloudEvents are taken structured, as a batch, binary and as plain JSON, each source and id once", async () => {
  const to = await makeSender()
  const one = cloudEvent()
  expect((await to.post(cloudEvents, one, STRUCTURED)).answer).toMatchObject({ accepted: 1 })
  const others = [one, cloudEvent({ id: "2" }), cloudEvent({ source: "/other" })]
  expect((await to.post(cloudEvents, others, BATCH)).answer).toMatchObject({ accepted: 2, duplicates: 1 })
  expect((await to.post(cloudEvents, others)).answer).toMatchObject({ duplicates: 3 })
  const { data, ...attributes } = cloudEvent({ id: "3", subject: "k%C3%BCche" })
  const headers = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]),
  )
  expect((await to.post(cloudEvents, data, headers)).answer).toMatchObject({ accepted: 1 })
  const packed = Buffer.from(JSON.stringify({ ...EVENT, user: "from-data" })).toString("base64")
  await to.post(cloudEvents, cloudEvent({ id: "4", data: undefined, data_base64: packed }), STRUCTURED)
  const users = (await to.calls()).map(({ user }) => user)
  expect(users.sort()).toEqual(["customer-7", "customer-7", "customer-7", "from-data", "küche"])
})

test("a CloudEvent that is no usage is refused alone, and one that corrects finds what it corrects", async () => {
  const to = await makeSender()
  const bad = [
    cloudEvent({ id: "1" }),
    cloudEvent({ type: "com.example.order" }),
    cloudEvent({ id: "" }),
    cloudEvent({ specversion: "0.3" }),
    cloudEvent({ id: "9", data: "words" }),
    7,
  ]
  const { status, answer } = await to.post(cloudEvents, bad, BATCH)
  expect(status).toBe(207)
  expect(answer.rejected.map(({ index, code }) => [index, code])).toEqual([
    [1, "unknown_type"],
    [2, "invalid"],
    [3, "invalid"],
    [4, "invalid"],
    [5, "not_an_object"],
  ])
  expect((await listRefusals(to.scope, null)).at(-1)?.body).toContain("com.example.order")
  const voided = { type: "void", target_id: "1", reason: "It was a test." }
  expect(
    (await to.post(cloudEvents, cloudEvent({ id: "v", data: voided }), STRUCTURED)).answer.accepted,
  ).toBe(1)
  expect(await to.calls()).toEqual([])
})

test("headers of Helicone and Portkey say whom a call is for, and no other header is kept", async () => {
  const to = await makeSender()
  const headers = {
    ...{ "Helicone-User-Id": "u-1", "Helicone-Session-Id": "s-1", "Helicone-Property-Feature": "search" },
    ...{
      "Helicone-Property-Plan": "pro",
      "Helicone-Auth": "Bearer sk-secret",
      Authorization: "Bearer sk-secret",
    },
  }
  const metadata = JSON.stringify({ _user: "u-2", agent: "scout", team: "Payments", plan: "team" })
  await to.post(eventsRoute, [
    { ...EVENT, id: "1", feature: "own", time: "2026-11-18T10:00:00Z", headers },
    {
      ...EVENT,
      id: "2",
      time: "2026-11-18T10:00:01Z",
      headers: { "x-portkey-metadata": metadata, "x-portkey-api-key": "sk-secret" },
    },
    { ...EVENT, id: "3", usage: { output: -1 }, headers: { Authorization: "Bearer sk-secret" } },
  ])
  const calls = await to.calls()
  expect(calls).toMatchObject([
    { user: "u-1", session: "s-1", feature: "own", tags: { plan: "pro" } },
    { user: "u-2", agent: "scout", team: "Payments", tags: { plan: "team" } },
  ])
  const kept = JSON.stringify([calls, await listRefusals(to.scope, null)])
  expect(kept).not.toContain("sk-secret")
})

test("what a refused event signs in with is not kept", async () => {
  const to = await makeSender()
  const headers = { Authorization: "Bearer sk-secret", "x-api-key": "sk-secret", Cookie: "s=sk-secret" }
  const bad = [
    cloudEvent({ type: "com.example.order", data: { headers } }),
    cloudEvent({ id: "2", data: { ...EVENT, headers: Object.entries(headers) } }),
  ]
  expect((await to.post(cloudEvents, bad, BATCH)).answer.rejected).toHaveLength(2)
  const kept = JSON.stringify(await listRefusals(to.scope, null))
  expect(kept).toContain("com.example.order")
  expect(kept).not.toContain("sk-secret")
})
