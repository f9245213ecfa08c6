import "server-only"
import { createHash } from "node:crypto"
import type pg from "pg"
import * as z from "zod"
import { ingestPool, readPool } from "@/lib/db/client"
import type { Prisma } from "@/lib/db/generated/client"
import { AppError } from "@/lib/errors"

/** A pool or one of its connections, inside or outside a transaction. */
export type Connection = Pick<pg.Pool | pg.PoolClient, "query">

export interface QueryOptions {
  /** Where to run; the reading pool by default. */
  on?: Connection
  /** Keep the plan on the connection. For statements whose text has few variants. */
  prepare?: boolean
}

/**
 * Runs a tagged SQL template and checks every row. Values travel as parameters. `int8` arrives as
 * bigint, `numeric`, `date` and `timestamp` as text, `timestamptz` as Date.
 */
export async function query<Row extends z.ZodType>(
  statement: Prisma.Sql,
  row: Row,
  { on = readPool(), prepare = false }: QueryOptions = {},
): Promise<z.output<Row>[]> {
  const { text, values } = statement
  const result = await on.query({ text, values, ...(prepare ? { name: statementName(text) } : {}) })
  return z.array(row).parse(result.rows)
}

/** Runs a statement that returns nothing and tells how many rows it touched. */
export async function execute(
  statement: Prisma.Sql,
  { on = readPool(), prepare = false }: QueryOptions = {},
): Promise<number> {
  const { text, values } = statement
  const result = await on.query({ text, values, ...(prepare ? { name: statementName(text) } : {}) })
  return result.rowCount ?? 0
}

const names = new Map<string, string>()

function statementName(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = createHash("sha256").update(text).digest("base64url").slice(0, 22)
    names.set(text, name)
  }
  return name
}

/** Runs `work` in one transaction, on the ingest pool unless told otherwise; an error rolls it back. */
export function transaction<T>(
  work: (connection: Connection) => Promise<T>,
  pool: pg.Pool = ingestPool(),
): Promise<T> {
  return inTransaction("begin", work, pool)
}

/** `opening` begins the transaction and sets what holds in it. For `lib/db` alone. */
export async function inTransaction<T>(
  opening: string,
  work: (connection: Connection) => Promise<T>,
  pool: pg.Pool,
): Promise<T> {
  const connection = await pool.connect()
  try {
    await connection.query(opening)
    const result = await work(connection)
    await connection.query("commit")
    connection.release()
    return result
  } catch (error) {
    const undone = await connection.query("rollback").then(
      () => true,
      () => false,
    )
    connection.release(!undone)
    throw error
  }
}

/** The SQL for a column named from outside: only names on the map exist. */
export function column<Name extends string>(
  columns: Readonly<Record<Name, Prisma.Sql>>,
  name: string,
): Prisma.Sql {
  if (Object.hasOwn(columns, name)) return columns[name as Name]
  throw new AppError("invalid", `"${name.slice(0, 60)}" is not one of ${Object.keys(columns).join(", ")}.`)
}
