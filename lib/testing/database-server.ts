import { mkdirSync, readdirSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { startEmbedded } from "@/lib/db/embedded"
import { migrateDatabase } from "@/lib/db/migrate"
import { isAlive, mayBePostgres, readPostmaster } from "@/lib/db/postmaster"

const TEMPLATE = "tollgate_template"

interface Server {
  admin: pg.Pool
  adminUrl: string
  /** The same server and database name as the role that owns the product's database. */
  url: (database: string) => string
  /** The clause of `create database`. */
  owner: string
  stop: () => Promise<void>
}

/**
 * Runs beside the test workers and hands each one a copy of the migrated database. The server starts
 * when the first test asks, so that pure tests never wait for it.
 */
export default async function setup(): Promise<() => Promise<void>> {
  let server: Promise<Server> | undefined
  const made = new Map<string, Promise<string>>()

  const copy = async (name: string) => {
    server ??= startServer()
    const { admin, owner, url } = await server
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.query(`create database ${name} template ${TEMPLATE} ${owner}`)
    return url(name)
  }
  const broker = createServer((request, response) => {
    const path = request.url ?? "/"
    const name = `tollgate_test_${path.replace(/\W/g, "")}`
    const url = path.startsWith("/fresh") ? copy(name) : (made.get(name) ?? copy(name))
    made.set(name, url)
    url.then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => broker.listen(0, "127.0.0.1", resolve))
  process.env.TOLLGATE_TEST_BROKER = `http://127.0.0.1:${(broker.address() as AddressInfo).port}`
  return async () => {
    broker.close()
    await (await server?.catch(() => undefined))?.stop()
  }
}

async function startServer(): Promise<Server> {
  const server = process.env.TEST_DATABASE_URL
    ? ownServer(process.env.TEST_DATABASE_URL)
    : await throwawayServer()
  await server.admin.query(`drop database if exists ${TEMPLATE} with (force)`)
  await server.admin.query(`create database ${TEMPLATE} ${server.owner}`)
  await migrateDatabase(server.url(TEMPLATE))
  return server
}

/** A server that the tester runs, for instance the oldest supported version. */
function ownServer(adminUrl: string): Server {
  const admin = adminPool(adminUrl)
  const url = (database: string) => Object.assign(new URL(adminUrl), { pathname: database }).href
  return { admin, adminUrl, url, owner: "", stop: () => admin.end() }
}

async function throwawayServer(): Promise<Server> {
  removeAbandoned()
  const dataDir = join(tmpdir(), `tollgate-test-${process.pid}`)
  mkdirSync(dataDir, { mode: 0o711 })
  const embedded = await startEmbedded({ dataDir, durable: false })
  const admin = adminPool(embedded.adminUrl)
  return {
    admin,
    adminUrl: embedded.adminUrl,
    url: (database) => Object.assign(new URL(embedded.url), { pathname: database }).href,
    owner: "owner tollgate",
    async stop() {
      await admin.end()
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function adminPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 1 })
  // A pool counts as ended while its sockets are still closing, and the server may be faster.
  pool.on("error", () => undefined)
  return pool
}

/** What a killed test run left behind. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^tollgate-test-(\d+)$/.exec(name)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    const directory = join(tmpdir(), name)
    const orphan = readPostmaster(join(directory, "postgres"))
    if (orphan !== null && isAlive(orphan.pid) && mayBePostgres(orphan.pid))
      process.kill(orphan.pid, "SIGQUIT")
    rmSync(directory, { recursive: true, force: true })
  }
}
