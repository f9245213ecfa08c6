import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query } from "@/lib/db/query"

const valueRow = z.object({ value: z.int() })

/** The organisation's next number of this sequence; whoever else asks waits for the caller's commit. */
export async function nextId(on: Connection, orgId: number, sequence: string): Promise<number> {
  const [row] = await query(
    Prisma.sql`
      insert into counter (org_id, name, value) values (${orgId}, ${sequence}, 1)
      on conflict (org_id, name) do update set value = counter.value + 1
      returning value`,
    valueRow,
    { on },
  )
  if (!row) throw new Error("A number of a sequence could not be taken.")
  return row.value
}
