import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeEach, expect, test } from "vitest"
import { type Receiver, startReceiver } from "@/lib/testing/receiver"
import { newCounters } from "./counters"
import { Rejects } from "./rejects"
import { Sender } from "./sender"
import type { Waiting } from "./spool"

const folder = mkdtempSync(join(tmpdir(), "tollgate-sender-"))
const rejected = join(folder, "rejected.ndjson")
const receiver = await startReceiver()
afterAll(async () => {
  await receiver.close()
  rmSync(folder, { recursive: true, force: true })
})

const FINE = { accepted: 1, duplicates: 0, conflicts: 0, rejected: [], warnings: [], request_id: "r" }
const event = (n: number): Waiting => ({ generation: "g", start: n, end: n + 1, text: `{"id":"${n}"}` })
const counters = newCounters(() => undefined)
const stop = new AbortController()
const sender = (more = {}) =>
  new Sender(
    { url: receiver.url, key: "k", signal: stop.signal, stepMs: 20, ...more },
    new Rejects(rejected, counters),
    counters,
  )

type Answer = Receiver["answer"]
const fine: Answer = (response) => void response.writeHead(200).end(JSON.stringify(FINE))

/** Each answer once, and then the last for good. */
function answers(...list: Answer[]) {
  receiver.answer = (response, request) => (list.length > 1 ? list.shift() : list[0])?.(response, request)
}

beforeEach(() => {
  receiver.requests.length = 0
  rmSync(rejected, { force: true })
})

test("a server that hangs is asked again", async () => {
  answers(() => undefined, fine)
  expect(await sender({ timeoutMs: 300 }).deliver([event(1)])).toBe(true)
  expect(receiver.requests.length).toBeGreaterThanOrEqual(2)
})

test("waits double up to their longest, are drawn from nought on, and come on top of what was asked", async () => {
  const refused: Answer = (response) => void response.writeHead(429, { "retry-after": "1" }).end("{}")
  answers(refused, fine)
  const began = performance.now()
  await sender({ random: () => 0 }).deliver([event(1)])
  expect(performance.now() - began).toBeGreaterThanOrEqual(999)

  // A double that is not held to its longest would wait for 2.5 s before the last try alone.
  const fails: Answer = (response) => void response.writeHead(500).end("{}")
  answers(...Array(8).fill(fails), fine)
  const from = performance.now()
  await sender({ random: () => 1, stepMs: 20, mostStepMs: 80 }).deliver([event(1)])
  const took = performance.now() - from
  expect(took).toBeGreaterThanOrEqual(20 + 40 + 6 * 80 - 8)
  expect(took).toBeLessThan(2_500)
  expect(counters.fault).toBeNull()
})

test("a body that the server cannot read is halved until the event is found that is wrong", async () => {
  receiver.answer = (response, { body }) =>
    body.includes('"5"')
      ? void response.writeHead(422).end(JSON.stringify({ detail: "Event 5 is wrong." }))
      : fine(response, { path: "", headers: {}, body, bytes: Buffer.from(body) })
  expect(await sender().deliver(Array.from({ length: 9 }, (_, n) => event(n)))).toBe(true)
  const lines = readFileSync(rejected, "utf8").trimEnd().split("\n")
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ code: "refused", detail: "Event 5 is wrong.", offset: 5, line: '{"id":"5"}' }),
  ])
})

test("a wrong key or address loses nothing: it goes on trying, and says why", async () => {
  const wrong: Answer = (response) => void response.writeHead(401).end('{"detail":"The key is revoked."}')
  let seen: string | null = null
  answers(
    wrong,
    (response) => {
      seen = counters.fault
      response.writeHead(302, { location: "/login" }).end()
    },
    fine,
  )
  expect(await sender().deliver([event(1)])).toBe(true)
  expect(seen).toBe("401: The key is revoked.")
  expect(receiver.requests.map(({ path }) => path)).toEqual(Array(3).fill("/api/v1/events"))
})

test("large bodies go packed, but never so that the server takes them for a bomb", async () => {
  answers(fine)
  const bodies: [string | undefined, number][] = []
  receiver.answer = (response, request) => {
    bodies.push([request.headers["content-encoding"], request.body.length])
    fine(response, request)
  }
  const mixed = Array.from({ length: 200 }, (_, n) => ({ ...event(n), text: `{"id":"${n * 7_919}"}` }))
  await sender().deliver(mixed)
  await sender().deliver([{ ...event(1), text: `{"id":"${"a".repeat(200_000)}"}` }])
  expect(bodies.map(([encoding]) => encoding)).toEqual(["gzip", undefined])
})

test("told to stop, it ends while it waits", async () => {
  answers((response) => void response.writeHead(503, { "retry-after": "60" }).end("{}"))
  const delivering = sender().deliver([event(1)])
  setTimeout(() => stop.abort(), 100)
  expect(await delivering).toBe(false)
})
