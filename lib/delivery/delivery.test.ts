import "@/lib/testing/signed-in"
import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, afterEach, beforeEach, expect, test } from "vitest"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { transaction } from "@/lib/db/query"
import { behindWall } from "@/lib/db/wall"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { startMailServer } from "@/lib/testing/mail-server"
import { startReceiver } from "@/lib/testing/receiver"
import { signedInAs } from "@/lib/testing/signed-in"
import type { AlertMessage } from "./message"

const mail = await startMailServer()
process.env.SMTP_URL = mail.url
process.env.MAIL_FROM = "Tollgate <tollgate@example.com>"
process.env.BASE_URL = "https://tollgate.example.com"
process.env.OUTGOING_ALLOW = "127.0.0.1"
await testDatabase()
const { enqueue } = await import("./enqueue")
const { dispatchDeliveries } = await import("./dispatch")
const { createEndpoint, changeEndpoint } = await import("./mutations")
const { listDeliveries, getEndpoint } = await import("./queries")
const { redeliver, testEndpoint } = await import("./by-hand")

const receiver = await startReceiver()
const hostile = await startReceiver()
const stops: AbortController[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort()
})
afterAll(() => Promise.all([mail.close(), receiver.close(), hostile.close()]))
beforeEach(() => {
  receiver.requests.length = 0
  receiver.answer = (response) => response.writeHead(200).end("ok")
  mail.letters.length = 0
})

const message: AlertMessage = {
  ...{ title: "Budget Search", sentence: "80 % is spent.", facts: [], path: "/budgets", severity: "warning" },
  ...{ dedup_key: "budget-1", state: "triggered", at: "2026-11-26T20:00:00.000Z" },
}

async function owner(): Promise<Scope> {
  const { orgId } = await makeTenant()
  const { accountId } = await signedInAs("owner", orgId)
  return mintScope(orgId, { kind: "user", userId: accountId, role: "owner" })
}

const webhook = async (scope: Scope, url = receiver.url) =>
  (await createEndpoint(scope, { name: "Hook", target: { kind: "webhook", url } })).id

const tell = (scope: Scope, endpoint: number, key: string) =>
  behindWall(scope.orgId, (on) => enqueue(on, scope, { endpoints: [endpoint], message, key }))

/** A worker of its own. */
function work(): Promise<void> {
  const stop = new AbortController()
  stops.push(stop)
  return dispatchDeliveries(stop.signal)
}

async function until<T>(read: () => Promise<T> | T, right: (value: T) => boolean, ms = 15_000): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const value = await read()
    if (right(value)) return value
    if (Date.now() > end) throw new Error(`It stayed ${JSON.stringify(value)}.`)
    await sleep(50)
  }
}

const newest = async (scope: Scope, endpoint: number) => (await listDeliveries(scope, endpoint))[0]!

/** Makes the next attempt due now. */
async function hurry({ orgId }: Scope): Promise<void> {
  await prisma().$executeRaw`update tollgate_jobs.job set start_after = now()
    where name = 'deliveries' and state = 'created' and (data ->> 'orgId')::int = ${orgId}`
}

test("what is enqueued is sent if its transaction commits, once for each key, behind the wall or not", async () => {
  const scope = await owner()
  const id = await webhook(scope)
  const asked = { endpoints: [id, 999], message, key: "80" }
  await expect(
    behindWall(scope.orgId, async (on) => {
      await enqueue(on, scope, { ...asked, key: "undone" })
      throw new Error("undone")
    }),
  ).rejects.toThrow("undone")
  expect(await tell(scope, id, "80")).toBe(1)
  expect(await transaction((on) => enqueue(on, scope, asked))).toBe(0)
  expect(await transaction((on) => enqueue(on, scope, { ...asked, key: "100" }))).toBe(1)
  void work()
  await until(
    () => receiver.requests.length,
    (taken) => taken === 2,
  )
  await sleep(500)
  expect(receiver.requests).toHaveLength(2)
  const sent = await until(
    () => listDeliveries(scope, id),
    (all) => all.every(({ state }) => state === "delivered"),
  )
  expect(sent.map(({ attempts }) => attempts.length)).toEqual([1, 1])
  expect(await getEndpoint(scope, id)).toMatchObject({ on: true, waiting: 0, failing_since: null })
})

test("500 and then 200: every attempt is told, and both carry the same id", async () => {
  const scope = await owner()
  const id = await webhook(scope)
  receiver.answer = (response) => response.writeHead(500).end("broken")
  await tell(scope, id, "80")
  void work()
  const due = await until(
    () => newest(scope, id),
    ({ attempts }) => attempts.length === 1,
  )
  expect(due).toMatchObject({
    state: "due",
    attempts: [{ status: 500, fault: "The receiver answered with 500." }],
  })
  expect(Date.parse(due.next_try_at ?? "") - Date.now()).toBeLessThan(10_500)
  expect((await getEndpoint(scope, id)).failing_since).not.toBeNull()
  receiver.answer = (response) => response.writeHead(204).end()
  await hurry(scope)
  const sent = await until(
    () => newest(scope, id),
    ({ state }) => state === "delivered",
  )
  expect(sent.attempts.map(({ status }) => status)).toEqual([204, 500])
  const ids = new Set(receiver.requests.map(({ headers }) => headers["webhook-id"]))
  expect([...ids]).toEqual([sent.id])
  expect(await getEndpoint(scope, id)).toMatchObject({ failing_since: null })
})

test("a backlog at one endpoint keeps up nobody else", async () => {
  const [crowded, other] = [await owner(), await owner()]
  const [full, id] = [await webhook(crowded), await webhook(other)]
  await behindWall(crowded.orgId, async (on) => {
    for (let n = 0; n < 300; n += 1)
      await enqueue(on, crowded, { endpoints: [full], message, key: `call ${n}` })
  })
  await tell(other, id, "80")
  const began = Date.now()
  void work()
  await until(
    () => newest(other, id),
    ({ state }) => state === "delivered",
  )
  expect(Date.now() - began).toBeLessThan(5_000)
})

test("429 is obeyed, a redirect is not followed, and a connection that is refused is tried again", async () => {
  const scope = await owner()
  const id = await webhook(scope)
  void work()
  receiver.answer = (response) => response.writeHead(429, { "retry-after": "3600" }).end()
  await tell(scope, id, "429")
  const patient = await until(
    () => newest(scope, id),
    ({ attempts }) => attempts.length === 1,
  )
  expect(Date.parse(patient.next_try_at ?? "") - Date.now()).toBeGreaterThan(3_595_000)
  const seen = hostile.connections
  receiver.answer = (response) => response.writeHead(307, { location: hostile.url }).end()
  await tell(scope, id, "307")
  const led = await until(
    () => newest(scope, id),
    ({ attempts }) => attempts.length === 1,
  )
  expect(led).toMatchObject({
    state: "due",
    attempts: [{ status: 307, fault: expect.stringMatching(/redirect/) }],
  })
  expect(hostile.connections).toBe(seen)
  const gone = await startReceiver()
  await gone.close()
  await changeEndpoint(scope, id, { target: { kind: "webhook", url: gone.url } })
  await tell(scope, id, "refused")
  const refused = await until(
    () => newest(scope, id),
    ({ attempts }) => attempts.length === 1,
  )
  expect(refused).toMatchObject({
    state: "due",
    attempts: [{ status: null, fault: expect.stringMatching(/refused the connection/) }],
  })
})

test("410 switches the endpoint off with notice; what comes then is noted, and sent again by hand", async () => {
  const scope = await owner()
  const id = await webhook(scope)
  receiver.answer = (response) => response.writeHead(410).end()
  void work()
  await tell(scope, id, "80")
  expect(
    (
      await until(
        () => newest(scope, id),
        ({ state }) => state !== "due",
      )
    ).state,
  ).toBe("failed")
  expect(await getEndpoint(scope, id)).toMatchObject({
    on: false,
    off_because: expect.stringMatching(/gone \(410\)/),
  })
  expect(await tell(scope, id, "100")).toBe(0)
  const dropped = await newest(scope, id)
  expect(dropped).toMatchObject({ state: "dropped", attempts: [] })
  await until(
    () => mail.letters.length,
    (letters) => letters > 0,
  )
  expect(mail.letters[0]?.raw).toContain("Endpoint Hook was switched off")
  const entries = await prisma().auditEntry.findMany({
    where: { orgId: scope.orgId, action: "endpoint.off" },
  })
  expect(entries).toHaveLength(1)
  await expect(redeliver(scope, dropped.id)).rejects.toThrow("Switch it on first.")
  receiver.answer = (response) => response.writeHead(200).end()
  await changeEndpoint(scope, id, { on: true })
  await redeliver(scope, dropped.id)
  const again = await until(
    () => newest(scope, id),
    ({ state }) => state === "delivered",
  )
  expect(receiver.requests.at(-1)?.headers["webhook-id"]).toBe(again.id)
})

test("a mail server that hangs keeps up no delivery, and an endpoint that goes off again gets no other notice", async () => {
  const scope = await owner()
  const id = await webhook(scope)
  const silent = createServer(() => undefined).listen(0, "127.0.0.1")
  await once(silent, "listening")
  process.env.SMTP_URL = `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`
  try {
    receiver.answer = (response) => response.writeHead(410).end()
    void work()
    for (const key of ["80", "90"]) {
      await changeEndpoint(scope, id, { on: true })
      await tell(scope, id, key)
      await until(
        () => getEndpoint(scope, id),
        ({ on }) => !on,
      )
    }
    const notices = await prisma().$queryRaw<unknown[]>`select 1 from tollgate_jobs.job
      where name = 'endpoint-notices' and (data ->> 'orgId')::int = ${scope.orgId}`
    expect(notices).toHaveLength(1)
    // The notice is under way by now.
    await sleep(4_000)
    receiver.answer = (response) => response.writeHead(200).end()
    await changeEndpoint(scope, id, { on: true })
    await tell(scope, id, "100")
    await until(
      () => newest(scope, id),
      ({ state }) => state === "delivered",
      3_000,
    )
  } finally {
    process.env.SMTP_URL = mail.url
    silent.close()
  }
})

test("five days without a success switch an endpoint off, and a success within them does not", async () => {
  const scope = await owner()
  const id = await webhook(scope)
  receiver.answer = (response) => response.writeHead(503).end()
  void work()
  const where = { orgId_id: { orgId: scope.orgId, id } }
  const long = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  await prisma().endpoint.update({ where, data: { failingSince: long(119) } })
  await tell(scope, id, "80")
  await until(
    () => newest(scope, id),
    ({ attempts }) => attempts.length === 1,
  )
  expect((await getEndpoint(scope, id)).on).toBe(true)
  await prisma().endpoint.update({ where, data: { failingSince: long(121) } })
  await tell(scope, id, "100")
  const off = await until(
    () => getEndpoint(scope, id),
    ({ on }) => !on,
  )
  expect(off.off_because).toBe("Nothing was taken for five days.")
  await hurry(scope)
  await until(
    () => listDeliveries(scope, id),
    (all) => all.every(({ state }) => state === "dropped"),
  )
})

test("an endpoint that hangs keeps no other waiting", async () => {
  const [bad, good] = [await owner(), await owner()]
  hostile.answer = () => undefined
  const hanging = await webhook(bad, hostile.url)
  for (let n = 0; n < 30; n += 1) await tell(bad, hanging, `hang ${n}`)
  void work()
  await until(
    () => hostile.requests.length,
    (taken) => taken === 2,
  )
  const fine = await webhook(good)
  const began = Date.now()
  await tell(good, fine, "80")
  await until(
    () => receiver.requests.length,
    (taken) => taken === 1,
  )
  expect(Date.now() - began).toBeLessThan(1_000)
  expect(hostile.requests).toHaveLength(2)
  hostile.answer = (response) => response.writeHead(200).end()
})

test("a test says at once what became of it, and is tried this once", async () => {
  const scope = await owner()
  const id = await webhook(scope)
  expect(await testEndpoint(scope, id)).toMatchObject({ state: "delivered", attempts: [{ status: 200 }] })
  receiver.answer = (response) => response.writeHead(404).end("no such hook")
  const failed = await testEndpoint(scope, id)
  expect(failed).toMatchObject({ state: "failed", attempts: [{ status: 404, answer: null }] })
  expect(await newest(scope, id)).toEqual(failed)
  expect((await getEndpoint(scope, id)).failing_since).toBeNull()
})

test("an alert is mailed to its address", async () => {
  const scope = await owner()
  const target = { kind: "email", address: "cfo@example.com" } as const
  const { id } = await createEndpoint(scope, { name: "CFO", target })
  void work()
  await tell(scope, id, "80")
  await until(
    () => mail.letters.length,
    (letters) => letters === 1,
  )
  expect(mail.letters[0]).toMatchObject({
    to: ["cfo@example.com"],
    raw: expect.stringMatching(/Subject: Budget Search/),
  })
  const { id: sent } = await until(
    () => newest(scope, id),
    ({ state }) => state === "delivered",
  )
  expect(mail.letters[0]?.raw).toContain(`<alert.${sent}@tollgate.example.com>`)
})
