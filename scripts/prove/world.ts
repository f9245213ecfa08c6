import "server-only"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { disconnect } from "@/lib/db/client"
import type { EmbeddedServer } from "@/lib/db/embedded"
import { type RunningServer, startServer } from "../start"

/** A production server of our own on a fresh database, with this process as the operator beside it. */
export interface World {
  seed: string
  server: RunningServer
  embedded: EmbeddedServer
  /** Where the API answers, without a slash at the end. */
  base: string
  folder: string
  /** What is left of `wantedMs` when `reservedMs` must stay for what follows; short, but never nothing. */
  within(wantedMs: number, reservedMs: number): number
  /** Straight to the ledger, without the product's limits on the time of a statement. */
  database: pg.Pool
  /** Set when the launcher gave a part of the server up. */
  lost(): Error | null
  close(keepFolder: boolean): Promise<void>
}

/** The whole run, without a build before it. */
const RUN_LIMIT_MS = 570_000
const LEAST_MS = 15_000

/** Settings that would lead past the server of our own. */
const FOREIGN = ["DATABASE_URL", "DATABASE_URL_FILE", "BASE_URL", "NEXTAUTH_URL", "PORT", "HOST"]

function poolOf(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 6, options: "-c timezone=UTC" })
  // Connections are lost on purpose here.
  pool.on("error", () => undefined)
  return pool
}

export async function startWorld(seed: string, say: (sentence: string) => void): Promise<World> {
  for (const name of FOREIGN) delete process.env[name]
  process.env.LOG_LEVEL ??= "fatal"
  // The audit counts what was sent as well; nothing of it may reach the end of its retention meanwhile.
  process.env.PAYLOAD_RETENTION_DAYS = "3650"
  process.env.OUTGOING_ALLOW = "127.0.0.1"
  const began = Date.now()
  const folder = mkdtempSync(join(tmpdir(), "tollgate-prove-"))
  let lost: Error | null = null
  const server = await startServer({
    port: 0,
    host: "127.0.0.1",
    dataDir: folder,
    onNotice: say,
    onLost: (error) => {
      lost = error
      say(error.message)
    },
  })
  const { embedded } = server
  if (!embedded) throw new Error("The proof needs the embedded PostgreSQL, which it kills.")
  Object.assign(process.env, server.env)
  const database = poolOf(server.databaseUrl)
  let closed: Promise<void> | undefined
  const end = async (keepFolder: boolean) => {
    // A read that still runs must not hold the end up: with the server its connection goes.
    void database.end().catch(() => undefined)
    await disconnect().catch(() => undefined)
    await server.stop()
    if (!keepFolder) rmSync(folder, { recursive: true, force: true })
  }
  return {
    seed,
    server,
    embedded,
    base: `http://127.0.0.1:${server.port}`,
    folder,
    within(wantedMs, reservedMs) {
      const left = began + RUN_LIMIT_MS - Date.now() - reservedMs
      return Math.max(LEAST_MS, Math.min(wantedMs, left))
    },
    database,
    lost: () => lost,
    close(keepFolder) {
      closed ??= end(keepFolder)
      return closed
    },
  }
}
