import "@/lib/testing/signed-in"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, expect, test } from "vitest"
import type { Scope } from "@/lib/auth/scope"
import { behindWall } from "@/lib/db/wall"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { startReceiver } from "@/lib/testing/receiver"

process.env.OUTGOING_ALLOW = "127.0.0.1"
await testDatabase({ fresh: true })
const { dispatchDeliveries } = await import("./dispatch")
const { enqueue } = await import("./enqueue")
const { createEndpoint } = await import("./mutations")
const { alertMessage } = await import("./message")

const receiver = await startReceiver()
const hostile = await startReceiver()
afterAll(() => Promise.all([receiver.close(), hostile.close()]))

const message = alertMessage.parse({
  ...{ title: "Budget", sentence: "", facts: [], path: null, severity: "info", dedup_key: "b" },
  ...{ state: "triggered", at: "2026-11-26T20:00:00.000Z" },
})

async function endpointsOf(scope: Scope, url: string, count: number): Promise<number[]> {
  const endpoints: number[] = []
  for (let n = 0; n < count; n += 1) {
    const { id } = await createEndpoint(scope, { name: `Hook ${n}`, target: { kind: "webhook", url } })
    endpoints.push(id)
  }
  return endpoints
}

/** Has each of these organisations tell twenty endpoints so many things. */
async function flood(organisations: number, messages: number): Promise<void> {
  for (let n = 0; n < organisations; n += 1) {
    const { scope, orgId } = await makeTenant()
    const endpoints = await endpointsOf(scope, hostile.url, 20)
    await behindWall(orgId, async (on) => {
      for (let key = 0; key < messages; key += 1) {
        await enqueue(on, scope, { endpoints, message, key: `flood ${key}` })
      }
    })
  }
}

test("floods of organisations whose receivers hang delay another's delivery by less than a second", async () => {
  hostile.answer = () => undefined
  await flood(4, 25)
  const { scope, orgId } = await makeTenant()
  const endpoints = await endpointsOf(scope, receiver.url, 1)
  const stop = new AbortController()
  const working = dispatchDeliveries(stop.signal)
  for (let n = 0; n < 100 && hostile.requests.length < 60; n += 1) await sleep(50)
  await sleep(1_000)
  const taken = hostile.requests.length
  expect(taken).toBeGreaterThanOrEqual(60)
  expect(taken).toBeLessThan(128)
  const began = Date.now()
  await behindWall(orgId, (on) => enqueue(on, scope, { endpoints, message, key: "80" }))
  for (let n = 0; n < 400 && receiver.requests.length === 0; n += 1) await sleep(10)
  expect(receiver.requests).toHaveLength(1)
  expect(Date.now() - began).toBeLessThan(1_000)
  hostile.answer = (response) => response.writeHead(200).end()
  stop.abort()
  await hostile.close()
  await working
})
