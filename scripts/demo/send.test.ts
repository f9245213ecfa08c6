import { createServer, type IncomingMessage, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { gunzipSync } from "node:zlib"
import { afterEach, describe, expect, it } from "vitest"
import type { SourcedEvent } from "./event"
import { retryAfterMs, SendError, sendEvents, waitMs } from "./send"

interface Seen {
  key: string
  ids: string[]
}

type Reply = { status: number; headers?: Record<string, string>; body?: object } | "hang up"

let server: Server | null = null
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function read(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const whole = Buffer.concat(chunks)
  const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(whole) : whole
  const { events } = JSON.parse(text.toString()) as { events: { id: string }[] }
  return { key: request.headers.authorization ?? "", ids: events.map(({ id }) => id) }
}

/** A server that answers by number of the request and remembers what it accepted. */
async function listen(reply: (seen: Seen, nth: number) => Reply): Promise<{ baseUrl: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const known = new Set<string>()
  let nth = 0
  server = createServer(async (request, response) => {
    const got = await read(request)
    seen.push(got)
    nth += 1
    const answer = reply(got, nth)
    if (answer === "hang up") return request.socket.destroy()
    const fresh = got.ids.filter((id) => !known.has(id))
    if (answer.status < 300) for (const id of fresh) known.add(id)
    const counts = {
      accepted: fresh.length,
      duplicates: got.ids.length - fresh.length,
      conflicts: 0,
      rejected: [],
      warnings: [],
      request_id: String(nth),
    }
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers })
    response.end(JSON.stringify(answer.body ?? counts))
  })
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve))
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

function* some(count: number): Generator<SourcedEvent> {
  for (let index = 0; index < count; index += 1) {
    const source = index % 3 === 0 ? "storefront" : "dev-tools"
    yield { source, event: { id: `e${index}`, time: "2026-11-25T10:00:00Z", provider: "openai" } }
  }
}

const keyFor = (source: SourcedEvent["source"]) => `key-${source}`

describe("sendEvents", () => {
  it("sends every event once, with the key of its source, and counts", async () => {
    const { baseUrl, seen } = await listen(() => ({ status: 200 }))
    const totals = await sendEvents(some(1_234), { baseUrl, keyFor, batchSize: 100 })
    expect(totals).toMatchObject({ sent: 1_234, accepted: 1_234, duplicates: 0, rejected: 0, retries: 0 })
    expect(new Set(seen.flatMap(({ ids }) => ids)).size).toBe(1_234)
    expect(seen.every(({ ids }) => ids.length <= 100)).toBe(true)
    for (const { key, ids } of seen) {
      expect(ids.every((id) => (Number(id.slice(1)) % 3 === 0) === (key === "Bearer key-storefront"))).toBe(
        true,
      )
    }
    const again = await sendEvents(some(1_234), { baseUrl, keyFor, batchSize: 500, compress: true })
    expect(again).toMatchObject({ accepted: 0, duplicates: 1_234 })
  })

  it("comes back after 429, 503 and a lost connection, and loses nothing", async () => {
    const replies: Record<number, Reply> = {
      1: { status: 429, headers: { "retry-after": "0" }, body: { detail: "Too many requests." } },
      2: { status: 503, headers: { "retry-after": "0" }, body: { detail: "Busy." } },
      4: "hang up",
    }
    const { baseUrl } = await listen((_, nth) => replies[nth] ?? { status: 200 })
    const totals = await sendEvents(some(90), { baseUrl, keyFor, batchSize: 10 })
    expect(totals).toMatchObject({ accepted: 90, retries: 3 })
  })

  it("halves a batch that is too large", async () => {
    const { baseUrl } = await listen(({ ids }) =>
      ids.length > 8 ? { status: 413, body: { detail: "Too large." } } : { status: 200 },
    )
    expect(await sendEvents(some(60), { baseUrl, keyFor, batchSize: 30 })).toMatchObject({ accepted: 60 })
  })

  it("gives up at once when the key is refused", async () => {
    const { baseUrl, seen } = await listen(() => ({ status: 401, body: { detail: "The key is unknown." } }))
    const sending = sendEvents(some(5_000), { baseUrl, keyFor, batchSize: 10 })
    await expect(sending).rejects.toThrow(new SendError(`${baseUrl} answered 401: The key is unknown.`))
    expect(seen.length).toBeLessThan(12)
  })
})

describe("waiting", () => {
  it("reads Retry-After as seconds or as a date", () => {
    const now = Date.parse("2026-11-25T10:00:00Z")
    expect(retryAfterMs("3", now)).toBe(3_000)
    expect(retryAfterMs("Wed, 25 Nov 2026 10:00:05 GMT", now)).toBe(5_000)
    expect(retryAfterMs("Wed, 25 Nov 2026 09:00:00 GMT", now)).toBe(0)
    expect(retryAfterMs(null, now)).toBe(0)
    expect(retryAfterMs("soon", now)).toBe(0)
  })

  it("never comes back before the server asked, and spreads over the whole step", () => {
    expect(waitMs(0, 2_000, () => 0)).toBe(2_000)
    expect(waitMs(3, 0, () => 0.999_999)).toBe(1_999)
    expect(waitMs(40, 1_000, () => 0.999_999)).toBe(20_999)
  })
})
