import "server-only"
import { PrismaPg } from "@prisma/adapter-pg"
import pg from "pg"
import type { PgBoss } from "pg-boss"
import { PrismaClient } from "@/lib/db/generated/client"
import { databaseUrl } from "@/lib/env"
import { log } from "@/lib/log"

const { builtins } = pg.types
const INT8_ARRAY = 1016

/**
 * What the raw pools make of PostgreSQL's types. Whole numbers keep every digit; a date or a wall-clock
 * time has no zone and stays text. Prisma brings its own parsers with each query and sees none of this.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (format === "binary") return pg.types.getTypeParser(oid, format)
    if (oid === builtins.INT8) return BigInt
    if (oid === INT8_ARRAY) return bigintArray
    if (oid === builtins.DATE || oid === builtins.TIMESTAMP) return String
    return pg.types.getTypeParser(oid, "text")
  },
}

function bigintArray(text: string): (bigint | null)[] {
  if (text === "{}") return []
  return text
    .slice(1, -1)
    .split(",")
    .map((entry) => (entry === "NULL" ? null : BigInt(entry)))
}

/** How long a reader's statement may take, and how long its server may be silent. */
const PATIENCE = { statement_timeout: 5_000, query_timeout: 8_000 }

/** Statements may be sent before those ahead of them are answered. */
const PIPELINED: pg.PoolConfig & { pipeline: true } = { pipeline: true }

interface Connections {
  read?: pg.Pool
  account?: pg.Pool
  ingest?: pg.Pool
  export?: pg.Pool
  watch?: pg.Pool
  prisma?: PrismaClient
  /** What `lib/db/wall.ts` found out with these pools. */
  wall?: Promise<boolean>
  /** The queue of jobs, which has connections of its own. */
  jobs?: Promise<PgBoss>
}

// Next reloads modules in development; connections must outlive that.
const store = globalThis as typeof globalThis & { tollgateConnections?: Connections }

/** What this process holds; for `lib/db` alone. */
export function connections(): Connections {
  store.tollgateConnections ??= {}
  return store.tollgateConnections
}

/**
 * For screens and the read API. A statement that takes longer than 5 s is cancelled; one whose
 * server does not even answer that is given up with its connection.
 */
export function readPool(): pg.Pool {
  const kept = connections()
  kept.read ??= newPool("tollgate", { max: 10, ...PATIENCE, ...PIPELINED })
  return kept.read
}

/** For sessions, settings and everything small: never behind what the readers ask. */
export function accountPool(): pg.Pool {
  const kept = connections()
  kept.account ??= newPool("tollgate account", { max: 4, ...PATIENCE, ...PIPELINED })
  return kept.account
}

/**
 * Carries every ledger write of this process and what a write must know first (keys, zone, prices), apart
 * from the readers' queue: two connections for writes, two for those that are held up, one so that nothing waits
 * for them.
 */
export function ingestPool(): pg.Pool {
  const kept = connections()
  kept.ingest ??= newPool("tollgate ingest", { max: 5, statement_timeout: 60_000 })
  return kept.ingest
}

/**
 * For looks that hold a lock while they ask: what they ask goes over the other pools, so that they never wait for a
 * connection that one of them holds.
 */
export function watchPool(): pg.Pool {
  const kept = connections()
  kept.watch ??= newPool("tollgate watch", { max: 4, statement_timeout: 60_000 })
  return kept.watch
}

/**
 * For downloads, whose reader sets the pace: a statement may take minutes, and a reader that takes nothing
 * for five of them loses its transaction.
 */
export function exportPool(): pg.Pool {
  const kept = connections()
  kept.export ??= newPool("tollgate export", {
    max: 4,
    statement_timeout: 300_000,
    idle_in_transaction_session_timeout: 300_000,
  })
  return kept.export
}

/** For configuration and ordinary reads and writes. */
export function prisma(): PrismaClient {
  const kept = connections()
  kept.prisma ??= new PrismaClient({ adapter: new PrismaPg(accountPool()) })
  return kept.prisma
}

/** Ends every connection of this process. Reconnects when one is asked for again. */
export async function disconnect(): Promise<void> {
  const { read, account, ingest, watch, export: exports, prisma: client, jobs } = connections()
  store.tollgateConnections = {}
  await (await jobs?.catch(() => undefined))?.stop({ graceful: false })
  await client?.$disconnect()
  await Promise.all([read, account, ingest, watch, exports].map((pool) => pool?.end()))
}

function newPool(name: string, limits: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl(),
    application_name: name,
    // Prisma sends instants without a zone and relies on the session's being UTC. Our statements are over
    // before a parallel worker has started.
    options: "-c timezone=UTC -c max_parallel_workers_per_gather=0",
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    types,
    ...limits,
  })
  // Of a connection that somebody holds: their next query fails, and nobody else need hear of it.
  pool.on("connect", (client) => client.on("error", () => undefined))
  pool.on("error", ({ message }) => log.warn({ reason: message }, "An idle database connection was lost."))
  return pool
}
