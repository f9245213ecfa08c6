import "server-only"
import type pg from "pg"
import * as z from "zod"
import { accountPool, exportPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { standBehindWall } from "@/lib/db/wall"
import { log } from "@/lib/log"

/** Rows that leave the database at a time. */
const AT_ONCE = 1_000
const FETCH = Prisma.sql`fetch forward 1000 from export_rows`

/** One state of the ledger, whatever is written meanwhile. */
export interface Snapshot {
  /** All rows of a statement, some at a time, through a cursor of the server. One statement at once. */
  pages<Row extends z.ZodType>(statement: Prisma.Sql, row: Row): AsyncGenerator<z.output<Row>[]>
  /** A small answer at once; may be asked between two pages. */
  ask<Row extends z.ZodType>(statement: Prisma.Sql, row: Row): Promise<z.output<Row>[]>
}

function snapshotOn(on: pg.PoolClient): Snapshot {
  return {
    async *pages(statement, row) {
      await execute(Prisma.sql`declare export_rows no scroll cursor for ${statement}`, { on })
      for (;;) {
        const rows = await query(FETCH, row, { on })
        if (rows.length > 0) yield rows
        if (rows.length < AT_ONCE) break
      }
      await execute(Prisma.sql`close export_rows`, { on })
    },
    ask: (statement, row) => query(statement, row, { on }),
  }
}

const pidRow = z.object({ pid: z.number() })

/** A closed socket tells a server nothing while it computes: it is told by another connection. */
function cancelStatement(pid: number): void {
  query(Prisma.sql`select pg_cancel_backend(${pid}::integer) as done`, z.object({ done: z.boolean() }), {
    on: accountPool(),
  }).catch((err: unknown) => log.warn({ err }, "The query of an export that ended could not be cancelled."))
}

/**
 * What `read` yields from one REPEATABLE READ snapshot of the organisation's rows. The connection is given back when the reader
 * ends, breaks off or fails; `signal` also cancels the statement that is running.
 */
export async function* inSnapshot<T>(
  orgId: number,
  signal: AbortSignal,
  read: (snapshot: Snapshot) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const on = await exportPool().connect()
  let whole = false
  let cancel = (): void => undefined
  try {
    await execute(Prisma.sql`begin transaction isolation level repeatable read read only`, { on })
    await standBehindWall(on, orgId)
    const [backend] = await query(Prisma.sql`select pg_backend_pid() as pid`, pidRow, { on })
    cancel = () => backend && cancelStatement(backend.pid)
    signal.throwIfAborted()
    signal.addEventListener("abort", cancel, { once: true })
    yield* read(snapshotOn(on))
    await execute(Prisma.sql`commit`, { on })
    whole = true
  } finally {
    signal.removeEventListener("abort", cancel)
    // A connection whose statement may still be cancelled belongs to nobody else.
    on.release(!whole || signal.aborted)
  }
}
