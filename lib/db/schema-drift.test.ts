import { readFileSync } from "node:fs"
import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils"
import pg from "pg"
import { expect, test } from "vitest"
import { openSchemaEngine } from "@/lib/db/migration-engine"
import { testDatabase } from "@/lib/testing/database"

/**
 * What the migrations may hold and schema.prisma does not: relations, indexes, checks, functions and
 * partitions belong to the SQL alone. Tables, columns, types, nullability, defaults, primary and unique
 * keys must agree; a table named here may stand in the database without a model.
 */
const TABLES_OF_SQL_ALONE: string[] = []

const url = await testDatabase({ fresh: true })
const CHAR = 18
const CHARACTER_COLUMN = 6

type Model = Record<string, string>

/** Every model's lines by the table's name: fields by name, and its `@@` keys. */
function modelsOf(schema: string): Record<string, Model> {
  const models: Record<string, Model> = {}
  const blocks = [...schema.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)]
  const names = new Set(blocks.map(([, name]) => name))
  for (const [, name = "", body = ""] of blocks) {
    const lines = body
      .split("\n")
      .map((line) =>
        line
          .replace(/\/\/.*$/, "")
          .trim()
          .replace(/\s+/g, " "),
      )
      .filter((line) => line !== "" && !line.startsWith("@@index") && !line.startsWith("@@ignore"))
      .filter((line) => !names.has(line.split(" ")[1]?.replace(/[?[\]]/g, "")))
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name
    models[table] = Object.fromEntries(
      lines.map((line) => [line.startsWith("@@") ? line : (line.split(" ")[0] ?? ""), line]),
    )
  }
  return models
}

/** The engine cannot read the type `"char"` through the adapter; as text, named a character, it can. */
function readingChar(pool: pg.Pool) {
  return (adapter: SqlDriverAdapter): SqlDriverAdapter => {
    const queryRaw = adapter.queryRaw.bind(adapter)
    return Object.assign(adapter, {
      async queryRaw(query: Parameters<typeof queryRaw>[0]) {
        const { fields } = await pool.query({ text: query.sql, values: [...query.args], rowMode: "array" })
        if (!fields.some(({ dataTypeID }) => dataTypeID === CHAR)) return queryRaw(query)
        const columns = fields.map(
          ({ name, dataTypeID }) => `"${name}"${dataTypeID === CHAR ? "::text" : ""}`,
        )
        const sql = `select ${columns.join(", ")} from (${query.sql.trim().replace(/;$/, "")}) as plain`
        const result = await queryRaw({ ...query, sql })
        fields.forEach(({ dataTypeID }, i) => {
          if (dataTypeID === CHAR) result.columnTypes[i] = CHARACTER_COLUMN
        })
        return result
      },
    })
  }
}

/** The database as the engine sees it when it knows `schema`. */
async function introspected(schema: string): Promise<Record<string, Model>> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on("error", () => undefined)
  const engine = await openSchemaEngine({
    pool,
    schema,
    wrap: readingChar(pool),
    executeScript: async () => undefined,
  })
  try {
    const { schema: found } = await engine.introspect({
      schema: { files: [{ path: "schema.prisma", content: schema }] },
      baseDirectoryPath: process.cwd(),
      force: false,
      compositeTypeDepth: 0,
      namespaces: null,
    })
    const models = modelsOf(found.files[0]?.content ?? "")
    for (const table of TABLES_OF_SQL_ALONE) delete models[table]
    return models
  } finally {
    engine.free()
    await pool.end()
  }
}

const written = readFileSync("prisma/schema.prisma", "utf8")

test("schema.prisma and the migrations describe the same tables", async () => {
  const models = await introspected(written)
  expect(models).toEqual(modelsOf(written))
  expect(Object.keys(models).length).toBeGreaterThan(10)
})

test.each([
  ["a type", /passwordHash( +)String( )/, "passwordHash$1Int$2"],
  ["nullability", /currency( +)String( )/, "currency$1String?$2"],
  ["a default", /@default\("UTC"\)/, '@default("Asia/Kathmandu")'],
  ["a column the database lacks", /(model Organisation \{\n)/, "$1  colour String\n"],
  [
    "a column the schema lacks",
    /model Organisation \{\n(.*\n)*? {2}slug.*\n/,
    "model Organisation {\n  id Int @id\n",
  ],
  ["a primary key", /@@id\(\[orgId, accountId\]\)/, "@@id([accountId])"],
  ["a unique key", /@@unique\(\[orgId, name\]\)/, ""],
])("notices a difference in %s", async (_, pattern, replacement) => {
  const altered = written.replace(pattern, replacement)
  expect(altered).not.toBe(written)
  expect(await introspected(altered)).not.toEqual(modelsOf(altered))
})
