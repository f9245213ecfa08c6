import "server-only"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import pg from "pg"
import { openSchemaEngine, type SchemaEngine } from "@/lib/db/migration-engine"
import { raiseWall } from "@/lib/db/raise-wall"
import { requireServer } from "@/lib/db/server-version"
import { splitStatements } from "@/lib/db/statements"

const MIGRATION_LOCK = 7_461_637
/** First line of a migration whose statements refuse a transaction, such as `create index concurrently`. */
const NO_TRANSACTION = "-- no transaction"
const NO_FILTERS = { externalTables: [], externalEnums: [] }

interface Migration {
  name: string
  script: string
}

export interface MigrateOptions {
  /** The folder with schema.prisma and migrations/. */
  prismaDir?: string
}

/**
 * Brings the database to the newest migration and returns the names of those applied. Several
 * instances may start at once: one migrates, the others wait. A migration happens whole or not at
 * all, and its row in `_prisma_migrations`, the stock one, commits with it.
 */
export async function migrateDatabase(databaseUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const prismaDir = options.prismaDir ?? join(process.cwd(), "prisma")
  const migrations = readMigrations(prismaDir)
  // One connection, so that the engine's own session lock and its statements share a session.
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 1,
    idleTimeoutMillis: 0,
    application_name: "tollgate migrate",
  })
  pool.on("error", () => undefined)
  const gate = new pg.Client({ connectionString: databaseUrl, application_name: "tollgate migrate" })
  gate.on("error", () => undefined)
  try {
    await requireServer(gate)
    await gate.query("select pg_advisory_lock($1)", [MIGRATION_LOCK])
    const applied = await applyAll(pool, prismaDir, migrations)
    await raiseWall(gate)
    return applied
  } finally {
    await pool.end()
    await gate.end()
  }
}

function readMigrations(prismaDir: string): Migration[] {
  const folder = join(prismaDir, "migrations")
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, script: readFileSync(join(folder, name, "migration.sql"), "utf8") }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function applyAll(pool: pg.Pool, prismaDir: string, migrations: Migration[]): Promise<string[]> {
  let failure: { migration: Migration; statement: string; cause: unknown } | undefined
  const engine = await openSchemaEngine({
    pool,
    schema: readFileSync(join(prismaDir, "schema.prisma"), "utf8"),
    async executeScript(script) {
      const migration = migrations.find((candidate) => candidate.script === script)
      await runScript(pool, script, migration, (statement, cause) => {
        if (migration !== undefined) failure = { migration, statement, cause }
      })
    },
  })
  const migrationsList = toMigrationsList(prismaDir, migrations)
  await settleHistory(engine, migrationsList, migrations)
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS })
    return appliedMigrationNames
  } catch (error) {
    if (failure === undefined) throw error
    const { migration, statement, cause } = failure
    if (isTransactional(migration)) await engine.markMigrationRolledBack({ migrationName: migration.name })
    throw new Error(failureSentence(migration, statement, cause), { cause })
  } finally {
    engine.free()
  }
}

function toMigrationsList(prismaDir: string, migrations: Migration[]) {
  return {
    baseDir: join(prismaDir, "migrations"),
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, script }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: script } },
    })),
  }
}

/** Refuses a history that does not fit the files, and clears what a killed migration left open. */
async function settleHistory(
  engine: SchemaEngine,
  migrationsList: ReturnType<typeof toMigrationsList>,
  migrations: Migration[],
): Promise<void> {
  const found = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTERS,
  })
  const [edited] = found.editedMigrationNames.filter((name) => !found.failedMigrationNames.includes(name))
  if (edited !== undefined) {
    throw new Error(
      `The migration ${edited} was edited after this database applied it: restore the file and write a new migration for the change.`,
    )
  }
  const unknown =
    found.history !== null && "unpersistedMigrationNames" in found.history
      ? found.history.unpersistedMigrationNames
      : []
  if (unknown.length > 0) {
    throw new Error(
      `This database already has ${unknown.join(", ")}, which this version of Tollgate does not know: start the newer version that made it.`,
    )
  }
  for (const name of found.failedMigrationNames) {
    const migration = migrations.find((candidate) => candidate.name === name)
    if (migration === undefined || !isTransactional(migration)) {
      throw new Error(
        `The migration ${name} stopped half way: undo its finished statements by hand, then run "npx prisma migrate resolve --rolled-back ${name}".`,
      )
    }
    // Its end would have committed with its work: nothing of it is there.
    await engine.markMigrationRolledBack({ migrationName: name })
  }
}

function isTransactional(migration: Migration): boolean {
  return !migration.script.startsWith(NO_TRANSACTION)
}

/** One statement per round trip, which distributed PostgreSQL needs, inside one transaction. */
async function runScript(
  pool: pg.Pool,
  script: string,
  migration: Migration | undefined,
  onFailure: (statement: string, cause: unknown) => void,
): Promise<void> {
  const whole = migration !== undefined && isTransactional(migration)
  const client = await pool.connect()
  let current = "begin"
  const send = async (statement: string) => {
    current = statement
    await client.query(statement)
  }
  try {
    if (whole) await send("begin")
    for (const statement of splitStatements(script)) await send(statement)
    if (whole) {
      await send(
        "update _prisma_migrations set finished_at = now() where finished_at is null and rolled_back_at is null",
      )
      await send("commit")
    }
  } catch (error) {
    onFailure(current, error)
    if (whole) await client.query("rollback").catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

function failureSentence(migration: Migration, statement: string, cause: unknown): string {
  const start = statement.replace(/\s+/g, " ").slice(0, 120)
  const outcome = isTransactional(migration)
    ? "Nothing of it was kept; the next start tries again."
    : "Its earlier statements stay: undo them by hand before the next start."
  return `The migration ${migration.name} failed at "${start}": ${cause instanceof Error ? cause.message : cause}. ${outcome}`
}
