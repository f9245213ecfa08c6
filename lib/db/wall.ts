import "server-only"
import type pg from "pg"
import * as z from "zod"
import { accountPool, connections, readPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, inTransaction, query, transaction } from "@/lib/db/query"
import { log } from "@/lib/log"

const standingRow = z.object({ stands: z.boolean() })

/** Whether this process may take the role, and the role may read: asked once, and again after a failure. */
function wallStands(): Promise<boolean> {
  const kept = connections()
  kept.wall ??= askWhetherItStands().catch((error: unknown) => {
    delete kept.wall
    throw error
  })
  return kept.wall
}

async function askWhetherItStands(): Promise<boolean> {
  const [row] = await query(
    Prisma.sql`
      select pg_has_role(r.oid, case when current_setting('server_version_num')::integer < 160000
          then 'MEMBER' else 'SET' end)
        and has_table_privilege(r.oid, 'charge', 'select') as stands
      from pg_roles r where r.rolname = 'tollgate_tenant'`,
    standingRow,
    { on: accountPool() },
  )
  if (row?.stands) return true
  log.warn(
    "Row-level security is off: this database has no role tollgate_tenant that Tollgate may take. Organisations are kept apart by the conditions of the statements alone. SECURITY.md says how to add the role.",
  )
  return false
}

/** Both settings end with the transaction, so that whoever borrows the connection next finds neither. */
function standing(orgId: number): string {
  // SET takes no parameters.
  if (!Number.isSafeInteger(orgId)) throw new TypeError(`${orgId} is not an organisation's number.`)
  return `set local role tollgate_tenant; set local app.org_id = '${orgId}'`
}

const entering = (orgId: number) => `begin; ${standing(orgId)}`

/** From here to its end, the transaction that the caller began sees and changes the organisation's rows alone. */
export async function standBehindWall(on: Connection, orgId: number): Promise<void> {
  if (await wallStands()) await on.query(standing(orgId))
}

/**
 * Runs `work` in one transaction in which the database holds every statement to the organisation's rows, whatever
 * its conditions say. An error rolls it back.
 */
export async function behindWall<T>(
  orgId: number,
  work: (on: Connection) => Promise<T>,
  pool: pg.Pool = accountPool(),
): Promise<T> {
  return (await wallStands()) ? inTransaction(entering(orgId), work, pool) : transaction(work, pool)
}

const roleRow = z.object({ role: z.string() })

/**
 * Steps out of the wall for `work` within the caller's transaction, and back behind it where it stood there. For
 * the queue of jobs, which belongs to no organisation.
 */
export async function outsideWall<T>(on: Connection, work: () => Promise<T>): Promise<T> {
  const [row] = await query(Prisma.sql`select current_setting('role') as role`, roleRow, { on })
  if (row?.role !== "tollgate_tenant") return work()
  await on.query("set local role none")
  const value = await work()
  await on.query("set local role tollgate_tenant")
  return value
}

export interface OwnRowsOptions {
  /** A transaction that stands behind the wall already. */
  on?: Connection | undefined
  /** Where to ask otherwise; the reading pool by default. */
  pool?: pg.Pool
}

/** A question of an organisation, answered from its own rows alone, whatever its conditions say. */
export async function ownRows<Row extends z.ZodType>(
  orgId: number,
  statement: Prisma.Sql,
  row: Row,
  { on, pool = readPool() }: OwnRowsOptions = {},
): Promise<z.output<Row>[]> {
  if (on) return query(statement, row, { on })
  if (!(await wallStands())) return query(statement, row, { on: pool })
  return isPipelined(pool)
    ? askAtOnce(orgId, statement, row, pool)
    : inTransaction(entering(orgId), (connection) => query(statement, row, { on: connection }), pool)
}

function isPipelined({ options }: pg.Pool): boolean {
  return "pipeline" in options && options.pipeline === true
}

/** Sends all three messages without waiting: where the first fails, nobody sees what the second brought. */
async function askAtOnce<Row extends z.ZodType>(
  orgId: number,
  statement: Prisma.Sql,
  row: Row,
  pool: pg.Pool,
): Promise<z.output<Row>[]> {
  const opening = entering(orgId)
  const connection = await pool.connect()
  const [entered, answer, left] = await Promise.allSettled([
    connection.query(opening),
    query(statement, row, { on: connection }),
    connection.query("commit"),
  ])
  connection.release(left.status === "rejected")
  if (entered.status === "rejected") throw entered.reason
  if (answer.status === "rejected") throw answer.reason
  return answer.value
}
