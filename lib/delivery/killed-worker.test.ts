import "@/lib/testing/signed-in"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, expect, test } from "vitest"
import { behindWall } from "@/lib/db/wall"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { startReceiver } from "@/lib/testing/receiver"

process.env.OUTGOING_ALLOW = "127.0.0.1"
const databaseUrl = await testDatabase({ fresh: true })
const { enqueue } = await import("./enqueue")
const { dispatchDeliveries } = await import("./dispatch")
const { createEndpoint } = await import("./mutations")
const { listDeliveries } = await import("./queries")
const { alertMessage } = await import("./message")

const receiver = await startReceiver()
const workers: ChildProcess[] = []
afterAll(async () => {
  for (const worker of workers) worker.kill("SIGKILL")
  await receiver.close()
})

function startWorker(): ChildProcess {
  const flags = ["--conditions=react-server", "--import", "tsx", "scripts/worker.ts"]
  const env = { ...process.env, DATABASE_URL: databaseUrl, LOG_LEVEL: "silent" }
  const worker = spawn(process.execPath, flags, { env, stdio: "ignore" })
  workers.push(worker)
  return worker
}

test("a worker that is killed between sending and writing down leaves it to another within five seconds, under the same id", async () => {
  const { scope, orgId } = await makeTenant()
  const target = { kind: "webhook", url: receiver.url } as const
  const { id } = await createEndpoint(scope, { name: "Hook", target })
  const first = startWorker()
  let killedAt = 0
  let repeatedAt = 0
  receiver.answer = (response) => {
    first.kill("SIGKILL")
    killedAt = Date.now()
    response.writeHead(200).end()
    receiver.answer = (next) => {
      repeatedAt = Date.now()
      next.writeHead(200).end()
    }
  }
  const message = alertMessage.parse({
    ...{ title: "Budget", sentence: "", facts: [], path: null, severity: "info", dedup_key: "b" },
    ...{ state: "triggered", at: "2026-11-26T20:00:00.000Z" },
  })
  await behindWall(orgId, (on) => enqueue(on, scope, { endpoints: [id], message, key: "80" }))
  await once(first, "exit")
  const stop = new AbortController()
  const second = dispatchDeliveries(stop.signal)
  for (let n = 0; n < 400 && repeatedAt === 0; n += 1) await sleep(50)
  expect(repeatedAt - killedAt).toBeLessThan(5_000)
  await sleep(500)
  const ids = receiver.requests.map(({ headers }) => headers["webhook-id"])
  const [delivery] = await listDeliveries(scope, id)
  expect(ids).toEqual([delivery?.id, delivery?.id])
  expect(delivery).toMatchObject({ state: "delivered", attempts: [{ attempt: 1, status: 200 }] })
  stop.abort()
  await second
})
