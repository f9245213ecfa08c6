import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"

const nameRow = z.object({ name: z.string() })

/** Throws `invalid` at `/notify/<n>` where a name is no endpoint's: nobody would ever be told. */
export async function requireEndpoints(
  on: Connection,
  orgId: number,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  const found = await query(
    Prisma.sql`select e.name from endpoint e where e.org_id = ${orgId} and e.name = any (${[...names]}::text[])`,
    nameRow,
    { on },
  )
  const known = new Set(found.map(({ name }) => name))
  const errors = names.flatMap((name, at) =>
    known.has(name) ? [] : [{ pointer: `/notify/${at}`, detail: `No endpoint is called "${name}".` }],
  )
  if (errors.length === 0) return
  throw new AppError("invalid", "Name endpoints that exist, or add them in Settings first.", { errors })
}
