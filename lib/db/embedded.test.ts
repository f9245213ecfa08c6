import { type ChildProcess, spawn } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import pg from "pg"
import { afterAll, expect, test } from "vitest"
import { type EmbeddedServer, startEmbedded } from "@/lib/db/embedded"
import { isAlive } from "@/lib/db/postmaster"

const home = mkdtempSync(join(tmpdir(), "tollgate-embedded-"))
// For root's sake: the server's account must pass.
chmodSync(home, 0o711)
const dataDir = join(home, "data")
const options = { dataDir, durable: false, webPort: 3000 }
const running: { stop: () => Promise<void> }[] = []
afterAll(async () => {
  for (const server of running) await server.stop()
  rmSync(home, { recursive: true })
})

async function start(): Promise<EmbeddedServer> {
  const server = await startEmbedded(options)
  running.push(server)
  return server
}

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, query_timeout: 10_000 })
  client.on("error", () => undefined)
  await client.connect()
  try {
    return Object.values((await client.query(statement)).rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

/** Another process that starts on the same folder and stays. */
async function startElsewhere(): Promise<{ child: ChildProcess; said: string }> {
  const script = `import { startEmbedded } from "@/lib/db/embedded"
    startEmbedded(${JSON.stringify(options)}).then(
      (server) => { console.log(JSON.stringify({ pid: server.pid(), adopted: server.adopted, url: server.url })); setInterval(() => {}, 1000) },
      (error) => { console.log(error.message); process.exit(1) })`
  const flags = ["--conditions=react-server", "--import", "tsx", "--input-type=module", "--eval", script]
  const child = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"] })
  const said = await new Promise<string>((done) =>
    child.stdout?.once("data", (chunk) => done(String(chunk).trim())),
  )
  return { child, said }
}

test("lives through a whole life: first start, refusal, crashes, take-over, clean stop", async () => {
  const first = await start()
  expect(first.adopted).toBe(false)
  await ask(first.url, "create table kept (n int)")
  // A database of a test does not wait for its log, and what is not in it yet goes with the server below.
  await ask(`${first.url}?options=-c%20synchronous_commit%3Don`, "insert into kept values (7)")

  const second = await startElsewhere()
  expect(second.said).toBe(
    `Tollgate is already running on this data folder: process ${process.pid} on port 3000, database on port ${first.port}.`,
  )

  process.kill(first.pid(), "SIGKILL")
  await expect.poll(() => ask(first.url, "select n from kept").catch(() => null), { timeout: 60_000 }).toBe(7)

  await first.stop()
  expect(isAlive(first.pid())).toBe(false)

  const killed = await startElsewhere()
  const orphan = JSON.parse(killed.said) as { pid: number; url: string }
  expect(orphan.url).toBe(first.url)
  killed.child.kill("SIGKILL")
  await sleep(200)
  const heir = await start()
  expect({ adopted: heir.adopted, pid: heir.pid() }).toEqual({ adopted: true, pid: orphan.pid })
  expect(await ask(heir.url, "select n from kept")).toBe(7)
  await heir.stop()
  expect(isAlive(orphan.pid)).toBe(false)
})

test("asks for a password, keeps it for the owner alone, and runs as no superuser", async () => {
  const server = await start()
  expect(statSync(join(dataDir, "postgres.json")).mode & 0o777).toBe(0o600)
  const open = Object.assign(new URL(server.url), { password: "wrong" }).href
  await expect(ask(open, "select 1")).rejects.toThrow("password authentication failed")
  expect(await ask(server.url, "select usesuper from pg_user where usename = current_user")).toBe(false)
  const settings = [
    "listen_addresses",
    "password_encryption",
    "data_checksums",
    "server_encoding",
    "timezone",
    "jit",
  ]
  const found = await Promise.all(
    settings.map((name) => ask(server.url, `select current_setting('${name}')`)),
  )
  expect(found).toEqual(["127.0.0.1", "scram-sha-256", "on", "UTF8", "UTC", "off"])
  expect(await ask(server.url, "select datlocale from pg_database where datname = current_database()")).toBe(
    "C.UTF-8",
  )
  await server.stop()
})

test("sets a half-made directory aside and clears what killed starts left", async () => {
  const folder = join(home, "half")
  mkdirSync(join(folder, "postgres", "base"), { recursive: true })
  mkdirSync(join(folder, "postgres.new-999999999"), { recursive: true })
  const server = await startEmbedded({ dataDir: folder, durable: false })
  running.push(server)
  expect(await ask(server.url, "select 1")).toBe(1)
  await server.stop()
  expect(statSync(join(folder, "postgres.new-999999999"), { throwIfNoEntry: false })).toBeUndefined()
  expect(readFileSync(join(folder, "postgres-port"), "utf8").trim()).toBe(String(server.port))
})
