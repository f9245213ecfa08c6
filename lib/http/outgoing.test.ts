import { afterAll, beforeEach, expect, test } from "vitest"
import { startReceiver } from "@/lib/testing/receiver"

process.env.OUTGOING_ALLOW = "127.0.0.1, allowed.example"
const { postOutside, OutgoingFault } = await import("./outgoing")

const receiver = await startReceiver()
const canary = await startReceiver()
afterAll(() => Promise.all([receiver.close(), canary.close()]))
beforeEach(() => {
  receiver.requests.length = 0
  receiver.answer = (response) => response.writeHead(200).end("ok")
})

const post = (url = receiver.url, more: Parameters<typeof postOutside>[1] = {}) =>
  postOutside({ url, headers: { "content-type": "application/json" }, body: '{"ü":1}' }, more)

test("what is sent arrives whole, and the answer of a private address is not read aloud", async () => {
  expect(await post(`${receiver.url}/in?x=1`)).toEqual({ status: 200, retryAfter: null, text: "" })
  expect(receiver.requests).toMatchObject([
    { path: "/in?x=1", body: '{"ü":1}', headers: { "content-type": "application/json" } },
  ])
})

test("a redirect is an answer, and nobody follows it", async () => {
  receiver.answer = (response) => response.writeHead(302, { location: canary.url }).end()
  expect((await post()).status).toBe(302)
  expect(canary.connections).toBe(0)
})

test("a huge answer is cut off, and its status counts", async () => {
  let sent = 0
  receiver.answer = (response) => {
    response.writeHead(200)
    const more = () => {
      if (response.destroyed || sent > 10_000_000) return void response.end()
      sent += 65_536
      response.write(Buffer.alloc(65_536), () => setImmediate(more))
    }
    more()
  }
  expect((await post()).status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(sent).toBeLessThan(10_000_000)
})

test("silence and a drip are cut off at the same time; a drip after the status changes nothing", async () => {
  receiver.answer = () => undefined
  await expect(post(undefined, { wholeMs: 200 })).rejects.toThrow("did not answer within")
  receiver.answer = (response) => {
    response.writeHead(503, { "retry-after": "7" })
    const drip = setInterval(() => response.write("."), 50)
    response.once("close", () => clearInterval(drip))
  }
  const began = Date.now()
  expect(await post(undefined, { wholeMs: 300 })).toMatchObject({ status: 503, retryAfter: "7" })
  expect(Date.now() - began).toBeLessThan(2_000)
})

test("a connection that is refused says so", async () => {
  const gone = await startReceiver()
  await gone.close()
  await expect(post(gone.url)).rejects.toThrow(OutgoingFault)
  await expect(post(gone.url)).rejects.toThrow("127.0.0.1 refused the connection.")
})

test("a host that the operator names may stand for a private address; of others only what is allowed is used", async () => {
  const { port } = new URL(receiver.url)
  const local = async () => ["127.0.0.1"]
  expect((await post(`http://allowed.example:${port}/`, { resolve: local })).status).toBe(200)
  const mixed = async () => ["10.0.0.1", "127.0.0.1"]
  expect((await post(`http://mixed.example:${port}/`, { resolve: mixed })).status).toBe(200)
  await expect(post(`http://x.example:${port}/`, { resolve: async () => ["10.0.0.1"] })).rejects.toThrow(
    "not on the public internet",
  )
})
