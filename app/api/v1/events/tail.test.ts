import "@/lib/testing/signed-in"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, afterEach, beforeEach, expect, test } from "vitest"
import * as z from "zod"
import { createKey } from "@/lib/auth/api-key"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { startRoutes } from "@/lib/testing/route-server"

await testDatabase()
const { POST } = await import("./route")
const server = await startRoutes({ "POST /api/v1/events": POST })
afterAll(() => server.close())

const folder = mkdtempSync(join(tmpdir(), "tollgate-tail-"))
const children: ChildProcess[] = []
let files = 0
let file = ""
let key = ""
let orgId = 0

beforeEach(async () => {
  const tenant = await makeTenant()
  orgId = tenant.orgId
  const form = { name: "tail", environment: "live", scopes: ["ingest" as const], source: "tail" }
  key = (await createKey(tenant.scope, form)).key
  files += 1
  file = join(folder, `app-${files}.ndjson`)
  server.trouble = () => false
})
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill("SIGKILL")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(...flags: string[]) {
  const args = ["--conditions=react-server", "--import", "tsx", "scripts/tail.ts", "--file", file, ...flags]
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: "test" as const,
    TOLLGATE_KEY: key,
    TOLLGATE_URL: server.url,
  }
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] })
  children.push(child)
  const said = text(child.stderr)
  return { child, said, ended: once(child, "exit").then(([code]) => code as number | null) }
}

/** Reads all that the file holds, and waits for the answers. */
async function finish(...flags: string[]) {
  const { said, ended } = start("--once", ...flags)
  return { code: await ended, said: await said }
}

const line = (n: number, more: Record<string, unknown> = {}) =>
  `${JSON.stringify({ provider: "openai", model: "gpt-4o-mini", user: `u-${n}`, usage: { input_uncached: n, output: 1 }, ...more })}\n`
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => line(from + n)).join("")

/** How often each user's call stands in the ledger, by the number of the user. */
async function ledger(): Promise<Map<number, number>> {
  const counted = z.object({ tokens: z.coerce.number(), calls: z.coerce.number() })
  const rows = await query(
    Prisma.sql`select input_uncached as tokens, count(*) as calls from charge where org_id = ${orgId} group by 1`,
    counted,
  )
  return new Map(rows.map(({ tokens, calls }) => [tokens, calls]))
}

async function expectOnce(from: number, to: number) {
  const found = await ledger()
  const wrong = Array.from({ length: to - from }, (_, n) => from + n).filter((n) => found.get(n) !== 1)
  expect(wrong.join(" "), "lost or doubled").toBe("")
  expect(found.size).toBe(to - from)
}

async function until(holds: () => boolean | Promise<boolean>, what: string) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) if (await holds()) return
  throw new Error(`Not within 30 s: ${what}.`)
}

const statusOf = () =>
  existsSync(`${file}.tail/status.json`)
    ? (JSON.parse(readFileSync(`${file}.tail/status.json`, "utf8")) as Record<string, number>)
    : {}

test("each line arrives once, however often the file is read", async () => {
  writeFileSync(file, lines(1, 1_501).trimEnd())
  expect(await finish()).toMatchObject({ code: 0, said: expect.stringContaining("sent 1,500") })
  expect((await finish()).said).toContain("sent 0")
  appendFileSync(file, `\n${lines(1_501, 1_511)}`)
  expect((await finish()).said).toContain("sent 10")
  await expectOnce(1, 1_511)
})

test("what a server that fails, hangs and asks to wait leaves: each line once, never before it was asked", async () => {
  const troubles = ["503", "429", "hang up", "not ours", "lost answer"]
  let asked = 0
  let mayComeAt = 0
  let early = 0
  server.trouble = (_, response) => {
    const now = Date.now()
    if (now < mayComeAt) early += 1
    const trouble = troubles[asked]
    asked += 1
    if (trouble === "503") response.writeHead(503, { "retry-after": "1" }).end("{}")
    else if (trouble === "429") response.writeHead(429, { "retry-after": "2" }).end("{}")
    else if (trouble === "hang up") response.destroy()
    else if (trouble === "not ours") response.writeHead(200).end("<html>Sign in</html>")
    else if (trouble === "lost answer") {
      // Committed, and the answer is lost on the way: the next try is a duplicate.
      response.end = () => response.destroy() as never
      return false
    } else return false
    mayComeAt = trouble === "503" ? now + 1_000 : trouble === "429" ? now + 2_000 : 0
    return true
  }
  writeFileSync(file, lines(1, 401))
  const { code, said } = await finish()
  expect(code, said).toBe(0)
  expect(said).toContain("known already 400")
  expect(early).toBe(0)
  await expectOnce(1, 401)
})

test("twenty times killed between lines, answers and positions: nothing is lost and nothing doubled", async () => {
  let written = 1
  const write = (n: number) => {
    appendFileSync(file, lines(written, written + n))
    written += n
  }
  write(50)
  for (let n = 0; n < 20; n += 1) {
    const { child, ended } = start("--batch", "40")
    const before = (await ledger()).size
    // Struck at any moment from the first answer on; every fourth while it still starts.
    if (n % 4 !== 3)
      await until(async () => (await ledger()).size > before || before === written - 1, "progress")
    for (let bursts = 0; bursts < 4; bursts += 1) {
      write(60)
      await sleep(Math.random() * 60)
    }
    child.kill("SIGKILL")
    await ended
    write(7)
    if (n % 5 === 4) {
      // Renamed away while nobody follows it.
      renameSync(file, `${file}.${n}`)
      write(11)
    }
  }
  const { code, said } = await finish()
  expect(code, said).toBe(0)
  await expectOnce(1, written)
}, 180_000)

test("rotation and truncation under its eyes", async () => {
  writeFileSync(file, lines(1, 11))
  const { child, ended, said } = start()
  await until(async () => (await ledger()).size === 10, "the first file")
  renameSync(file, `${file}.1`)
  appendFileSync(`${file}.1`, lines(11, 16))
  writeFileSync(file, lines(16, 21))
  await sleep(500)
  // Who has the old file open may go on writing to it for a while.
  appendFileSync(`${file}.1`, lines(21, 24))
  await until(async () => (await ledger()).size === 23, "both files")
  truncateSync(file)
  await sleep(600)
  appendFileSync(file, lines(24, 31))
  await until(async () => (await ledger()).size === 30, "the emptied file")
  // Emptied and at once longer than before.
  writeFileSync(file, lines(31, 60))
  await until(async () => (await ledger()).size === 59, "the file written anew")
  await expectOnce(1, 60)
  child.kill("SIGTERM")
  expect(await ended).toBe(0)
  expect(await said).toContain("dropped 0")
})

test("a full buffer leaves lines in the file; those of a deleted file are dropped and counted", async () => {
  let down = true
  server.trouble = (_, response) => down && Boolean(response.writeHead(503, { "retry-after": "0" }).end("{}"))
  writeFileSync(file, lines(1, 3_001))
  const { child, ended, said } = start("--buffer", "64kb")
  await until(() => (statusOf().left ?? 0) > 0, "a full buffer")
  const { waiting = 0, left = 0 } = statusOf()
  expect(waiting).toBeGreaterThan(100)
  expect(waiting + left).toBe(3_000)
  unlinkSync(file)
  writeFileSync(file, lines(3_001, 3_011))
  await until(() => statusOf().dropped === left, "the drop")
  child.kill("SIGTERM")
  expect(await ended).toBe(0)
  expect(await said).toMatch(/The buffer was full: [\d]+ lines were in a file that was deleted/)

  down = false
  const rest = await finish()
  expect(rest.said).toContain(`dropped ${left.toLocaleString("en-US")}`)
  expect(rest.code).toBe(1)
  const found = await ledger()
  expect(found.size).toBe(waiting + 10)
  expect([...found.values()].every((calls) => calls === 1)).toBe(true)
})

test("lines that cannot be taken are set aside with the reason and hold up no other", async () => {
  const long = line(1, { note: "x".repeat(40_000) })
  writeFileSync(
    file,
    `${line(1)}not json\n[1]\n\n${line(2, { usage: { output: -1 } })}${long}\u0000\n${line(3, { id: "mine" })}${line(4, { id: "mine" })}${line(5)}`,
  )
  const { code, said } = await finish()
  expect(code).toBe(1)
  expect(said).toContain("rejected 6")
  const rejected = readFileSync(`${file}.tail/rejected.ndjson`, "utf8").trimEnd().split("\n")
  const reasons = rejected.map((each) => JSON.parse(each) as { code: string; line: string; detail: string })
  expect(reasons.map((reject) => reject.code).sort()).toEqual(
    ["conflict", "invalid", "not_an_object", "not_json", "not_json", "too_large"].sort(),
  )
  expect(reasons.every(({ line: kept, detail }) => kept !== "" && detail !== "")).toBe(true)
  expect([...(await ledger()).keys()].sort()).toEqual([1, 3, 5])
})

test("two that follow the same file with one position are one too many", async () => {
  writeFileSync(file, lines(1, 5))
  const first = start()
  await until(async () => (await ledger()).size === 4, "the first")
  const second = await finish()
  expect(second.code).toBe(1)
  expect(second.said).toMatch(/Process \d+ follows this file/)
  first.child.kill("SIGTERM")
  await first.ended
})

test("asked wrongly it says how", async () => {
  const asked = async (...args: string[]) => {
    const child = spawn(
      process.execPath,
      ["--conditions=react-server", "--import", "tsx", "scripts/tail.ts", ...args],
      { env: { PATH: process.env.PATH, NODE_ENV: "test" }, stdio: ["ignore", "ignore", "pipe"] },
    )
    const said = text(child.stderr)
    const [code] = await once(child, "exit")
    return [code, await said]
  }
  expect(await asked()).toEqual([2, expect.stringContaining("--file")])
  expect(await asked("--file", "a")).toEqual([2, expect.stringContaining("TOLLGATE_KEY")])
})
