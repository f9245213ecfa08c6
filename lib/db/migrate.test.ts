import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { afterAll, beforeEach, expect, test } from "vitest"
import { migrateDatabase } from "@/lib/db/migrate"
import { testDatabase } from "@/lib/testing/database"

const home = mkdtempSync(join(tmpdir(), "tollgate-migrate-"))
afterAll(() => rmSync(home, { recursive: true }))

let prismaDir = ""
let url = ""

/** A database without tables and a folder with one migration. */
beforeEach(async () => {
  prismaDir = mkdtempSync(join(home, "prisma-"))
  cpSync("prisma/schema.prisma", join(prismaDir, "schema.prisma"))
  url = await testDatabase({ fresh: true })
  await run("drop schema public cascade")
  await run("create schema public")
  write(
    "20260101000000_first",
    "create table first (id integer primary key);\ninsert into first values (1);\n",
  )
})

function write(name: string, script: string): void {
  mkdirSync(join(prismaDir, "migrations", name), { recursive: true })
  writeFileSync(join(prismaDir, "migrations", name, "migration.sql"), script)
}

async function run(statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

const history = () =>
  run(
    `select migration_name as name, finished_at is not null as finished, rolled_back_at is not null as undone,
       applied_steps_count as steps from _prisma_migrations order by started_at`,
  )

test("applies each migration once, with the history the stock command line expects", async () => {
  expect(await migrateDatabase(url, { prismaDir })).toEqual(["20260101000000_first"])
  expect(await migrateDatabase(url, { prismaDir })).toEqual([])
  expect(await history()).toEqual([{ name: "20260101000000_first", finished: true, undone: false, steps: 1 }])
})

test("keeps function bodies whole", async () => {
  write(
    "20260102000000_function",
    "create function twice(n int) returns int language plpgsql as $$ begin return n; end; $$;",
  )
  await migrateDatabase(url, { prismaDir })
  expect(await run("select twice(4) as n")).toEqual([{ n: 4 }])
})

test("lets several instances start at once", async () => {
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(url, { prismaDir })))
  expect(applied.flat()).toEqual(["20260101000000_first"])
  expect(await run("select count(*)::int as n from first")).toEqual([{ n: 1 }])
})

test("keeps nothing of a migration that fails, says where, and tries again once it is mended", async () => {
  write("20260102000000_second", "create table second (id integer);\nselect 1 / 0;\n")
  await expect(migrateDatabase(url, { prismaDir })).rejects.toThrow(
    'The migration 20260102000000_second failed at "select 1 / 0": division by zero. Nothing of it was kept',
  )
  expect(await run("select to_regclass('second') as name")).toEqual([{ name: null }])
  write("20260102000000_second", "create table second (id integer);\n")
  expect(await migrateDatabase(url, { prismaDir })).toEqual(["20260102000000_second"])
})

test("goes on after a process was killed in the middle of a migration", async () => {
  await migrateDatabase(url, { prismaDir })
  write("20260102000000_second", "create table second (id integer);\n")
  await run(
    `insert into _prisma_migrations (id, checksum, migration_name, started_at)
     values ('killed', 'none', '20260102000000_second', now())`,
  )
  expect(await migrateDatabase(url, { prismaDir })).toEqual(["20260102000000_second"])
})

test("stops at a half-done migration that could not have a transaction", async () => {
  write(
    "20260102000000_index",
    "-- no transaction\ncreate index concurrently first_id on first (id);\nselect 1 / 0;\n",
  )
  await expect(migrateDatabase(url, { prismaDir })).rejects.toThrow("undo them by hand")
  await expect(migrateDatabase(url, { prismaDir })).rejects.toThrow("stopped half way")
})

test("refuses an edited migration and a database from a newer version", async () => {
  await migrateDatabase(url, { prismaDir })
  write("20260101000000_first", "create table first (id bigint primary key);\n")
  await expect(migrateDatabase(url, { prismaDir })).rejects.toThrow("20260101000000_first was edited")
  rmSync(join(prismaDir, "migrations"), { recursive: true })
  mkdirSync(join(prismaDir, "migrations"))
  await expect(migrateDatabase(url, { prismaDir })).rejects.toThrow("start the newer version")
})

test("says in one sentence that there is no database", async () => {
  const nowhere = "postgresql://nobody@127.0.0.1:1/none"
  await expect(migrateDatabase(nowhere, { prismaDir })).rejects.toThrow(
    "The database at 127.0.0.1:1/none cannot be reached: connect ECONNREFUSED 127.0.0.1:1.",
  )
})
