import "server-only"
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { keptFor } from "@/lib/db/kept"
import { query } from "@/lib/db/query"

/** Beyond this, figures are too old to be served as current. */
const MAX_LAG_SECONDS = 600

export const readiness = z
  .object({
    status: z.enum(["ready", "not ready"]),
    database: z.enum(["ok", "away"]),
    migrations: z.object({ pending: z.array(z.string()) }).nullable(),
    worker: z.object({ lag_seconds: z.number() }).nullable(),
  })
  .meta({ id: "Readiness" })
export type Readiness = z.output<typeof readiness>

let shipped: string[] | undefined

/** Empty where the folder is not beside the server: what is unknown is not missing. */
function shippedMigrations(): string[] {
  const folder = join(process.cwd(), "prisma", "migrations")
  if (!shipped && existsSync(folder)) {
    shipped = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort()
  }
  return shipped ?? []
}

async function pendingMigrations(): Promise<string[]> {
  const rows = await query(
    Prisma.sql`select migration_name from _prisma_migrations
      where finished_at is not null and rolled_back_at is null`,
    z.object({ migration_name: z.string() }),
  )
  const applied = new Set(rows.map((row) => row.migration_name))
  return shippedMigrations().filter((name) => !applied.has(name))
}

/** Age of the oldest write that the cubes do not hold yet, over all organisations; 0 when they hold all. */
export async function rollupLagSeconds(): Promise<number> {
  const [row] = await query(
    Prisma.sql`select coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float8 as lag
      from batch where not rolled`,
    z.object({ lag: z.number() }),
  )
  return Math.max(0, Math.round((row?.lag ?? 0) * 1000) / 1000)
}

/** Whether this instance should receive traffic, and what keeps it from it. */
export async function checkReadiness(): Promise<Readiness> {
  try {
    const [pending, lag] = await Promise.all([pendingMigrations(), rollupLagSeconds()])
    const isReady = pending.length === 0 && lag <= MAX_LAG_SECONDS
    return {
      status: isReady ? "ready" : "not ready",
      database: "ok",
      migrations: { pending },
      worker: { lag_seconds: lag },
    }
  } catch {
    return { status: "not ready", database: "away", migrations: null, worker: null }
  }
}

const recent = keptFor(1_000, checkReadiness)

/** The same, a second old at most, however often anybody asks. */
export function recentReadiness(): Promise<Readiness> {
  return recent("readiness")
}
