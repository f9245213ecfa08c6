import "server-only"
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { dirname, join, relative } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import pg from "pg"
import { type Account, serverAccount } from "@/lib/db/embedded-account"
import { type Binaries, serverBinaries } from "@/lib/db/embedded-binaries"
import { embeddedPlace, type Place, removeAbandonedDrafts } from "@/lib/db/embedded-place"
import { serverSettings, thisMachine } from "@/lib/db/embedded-settings"
import { isAlive, mayBePostgres, type Postmaster, readPostmaster } from "@/lib/db/postmaster"
import {
  initialiseDatabase,
  launchPostmaster,
  readStartLog,
  stopPostmaster,
} from "@/lib/db/postmaster-process"

const OWNER_LOCK = 7_461_636
const ORPHAN_LIMIT_MS = 60_000

export interface EmbeddedOptions {
  /** The folder that holds everything of this installation, `.data` by default. */
  dataDir: string
  /** The web server's port, named to whoever starts a second time on the same folder. */
  webPort?: number
  /** False only for clusters thrown away with a test run. */
  durable?: boolean
  onNotice?: (sentence: string) => void
  /** The server is gone and could not be brought back. */
  onLost?: (error: Error) => void
}

export interface EmbeddedServer {
  /** The product's database, as the role that owns it. */
  url: string
  /** The database `postgres`, as superuser. */
  adminUrl: string
  directory: string
  port: number
  /** True when a server left behind by a killed process was taken over. */
  adopted: boolean
  pid(): number
  stop(): Promise<void>
}

interface Cluster {
  options: EmbeddedOptions
  account: Account | null
  binaries: Binaries
  place: Place
}

interface Held {
  postmaster: Postmaster
  /** The session that holds the owner's lock: it ends with this process, however that dies. */
  owner: pg.Client
  adopted: boolean
}

/**
 * Starts PostgreSQL on the data folder, or takes over the one that a killed process left running.
 * One process owns a folder at a time; a second start is refused with a sentence. While it runs, a
 * server that dies is started again on the same port.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const account = serverAccount()
  const binaries = serverBinaries(account)
  const cluster: Cluster = { options, account, binaries, place: embeddedPlace(options.dataDir, account) }
  removeAbandonedDrafts(cluster.place.directory)
  let held = await hold(cluster)
  await createDatabase(held.owner, cluster.place)
  let stopping = false
  const { port } = held.postmaster

  let recovery: Promise<void> | undefined
  const watch = () =>
    held.owner.once("end", () => {
      if (!stopping) recovery = recover()
    })
  async function recover() {
    options.onNotice?.("The database server is gone; starting it again.")
    try {
      held = await hold(cluster, port)
      watch()
    } catch (cause) {
      options.onLost?.(new Error("The database server died and does not start again.", { cause }))
    }
  }
  watch()

  return {
    url: databaseUrl("tollgate", cluster.place.password, port, "tollgate"),
    adminUrl: databaseUrl("postgres", cluster.place.adminPassword, port, "postgres"),
    directory: cluster.place.directory,
    port,
    adopted: held.adopted,
    pid: () => held.postmaster.pid,
    async stop() {
      stopping = true
      await recovery
      await stopPostmaster(held.postmaster.pid)
      await held.owner.end().catch(() => undefined)
    },
  }
}

function databaseUrl(user: string, password: string, port: number, database: string): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`
}

/** Loops until this process owns a running server: what it finds may be starting, stopping or dying. */
async function hold(cluster: Cluster, fixedPort?: number): Promise<Held> {
  const { directory } = cluster.place
  const deadline = Date.now() + ORPHAN_LIMIT_MS
  for (;;) {
    const found = readPostmaster(directory)
    if (found !== null && isAlive(found.pid)) {
      if (mayBePostgres(found.pid)) {
        const owner = await connectTo(cluster, found)
        if (owner !== null) return own(owner, found, true)
        continue
      }
      // A reboot gave the number to another program; PostgreSQL itself would refuse to start.
      rmSync(join(directory, "postmaster.pid"), { force: true })
    }
    const started = await start(cluster, fixedPort)
    if ("owner" in started) return started
    if (Date.now() > deadline) throw new Error(`The database server does not start: ${started.obstacle}`)
    await sleep(200)
  }
}

/** An obstacle is worth another look: somebody else was first, or an old server is still letting go. */
async function start(cluster: Cluster, fixedPort?: number): Promise<Held | { obstacle: string }> {
  const { binaries, place, account, options } = cluster
  const durable = options.durable ?? true
  if (!existsSync(join(place.directory, "PG_VERSION"))) {
    await initialiseDatabase(binaries, place, account, durable)
    if (relative(options.dataDir, place.directory).startsWith("..")) {
      options.onNotice?.(
        `The account postgres cannot enter ${options.dataDir}, so the database is in ${place.directory}.`,
      )
    }
  }
  const port = fixedPort ?? (await choosePort(options.dataDir))
  const settings = serverSettings(thisMachine(), durable)
  const { child, startLog } = launchPostmaster(binaries, place.directory, account, port, settings)
  const failed = await new Promise<Error | null>((resolve) => {
    child.once("error", resolve)
    child.once("spawn", () => resolve(null))
  })
  if (failed !== null || child.pid === undefined) {
    throw new Error(`PostgreSQL cannot be run from ${dirname(binaries.postgres)}.`, { cause: failed })
  }
  const owner = await connectTo(cluster, { pid: child.pid, port })
  const reason = readStartLog(startLog)
  rmSync(startLog)
  if (owner !== null) return own(owner, { pid: child.pid, port }, false)
  if (/postmaster\.pid|shared memory block|in use|could not bind/i.test(reason)) return { obstacle: reason }
  throw new Error(`The database server does not start: ${reason}`)
}

/** Null when the process is gone before it answers. Waits out start-up and crash recovery. */
async function connectTo(cluster: Cluster, { pid, port }: Postmaster): Promise<pg.Client | null> {
  const { place, options } = cluster
  const began = Date.now()
  let told = false
  for (;;) {
    const client = new pg.Client({
      connectionString: databaseUrl("postgres", place.adminPassword, port, "postgres"),
      application_name: `tollgate owner ${process.pid} ${options.webPort ?? 0}`,
      keepAlive: true,
    })
    client.on("error", () => undefined)
    try {
      await client.connect()
      if (told)
        options.onNotice?.(`The database is ready after ${Math.round((Date.now() - began) / 1000)} s.`)
      return client
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === "28P01") {
        throw new Error(
          `The server at 127.0.0.1:${port} does not take the password in ${options.dataDir}/postgres.json.`,
        )
      }
    }
    if (!isAlive(pid)) return null
    if (!told && Date.now() - began > 5000) {
      told = true
      options.onNotice?.("The database is still starting: after a crash it first replays its log.")
    }
    await sleep(25)
  }
}

async function own(owner: pg.Client, postmaster: Postmaster, adopted: boolean): Promise<Held> {
  const { rows } = await owner.query<{ free: boolean }>("select pg_try_advisory_lock($1) as free", [
    OWNER_LOCK,
  ])
  if (rows[0]?.free) return { postmaster, owner, adopted }
  const holder = await owner.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.objid = $1 and l.granted`,
    [OWNER_LOCK],
  )
  await owner.end()
  const [, , pid, webPort] = (holder.rows[0]?.name ?? "").split(" ")
  const where = webPort === undefined || webPort === "0" ? "" : ` on port ${webPort}`
  throw new Error(
    `Tollgate is already running on this data folder: process ${pid ?? "unknown"}${where}, database on port ${postmaster.port}.`,
  )
}

async function createDatabase(owner: pg.Client, place: Place): Promise<void> {
  const role = await owner.query("select from pg_roles where rolname = 'tollgate'")
  if (role.rowCount === 0) {
    await owner.query(`create role tollgate login password ${pg.escapeLiteral(place.password)}`)
  }
  const tenant = await owner.query("select from pg_roles where rolname = 'tollgate_tenant'")
  if (tenant.rowCount === 0) await owner.query("create role tollgate_tenant nologin")
  await owner.query("grant tollgate_tenant to tollgate")
  const database = await owner.query("select from pg_database where datname = 'tollgate'")
  if (database.rowCount === 0) await owner.query("create database tollgate owner tollgate")
}

/** The port of last time if it is free, else another one, which is then kept. */
async function choosePort(dataDir: string): Promise<number> {
  const file = join(dataDir, "postgres-port")
  const kept = existsSync(file) ? Number(readFileSync(file, "utf8")) : Number.NaN
  if (Number.isInteger(kept) && (await isFree(kept))) return kept
  for (;;) {
    // Below the range that outgoing connections take their ports from.
    const port = 15_000 + Math.floor(Math.random() * 15_000)
    if (!(await isFree(port))) continue
    writeFileSync(file, `${port}\n`)
    return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once("error", () => resolve(false))
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)))
  })
}
