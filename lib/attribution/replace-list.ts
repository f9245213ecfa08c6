import "server-only"
import type * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import type { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"

export interface KeptList<Row extends z.ZodType<{ version: number }>> {
  /** What the sentence of a conflict calls it: `rules`. */
  noun: string
  read: Prisma.Sql
  row: Row
  /** Puts the list in the place of the former. */
  write: (kept: { version: number; json: string; by: number | null; at: Date }) => Prisma.Sql
}

/**
 * Puts a list in the place of the one in force, under the caller's lock, and returns its version and what was
 * there before. Throws `conflict` where the list is no longer of the version that was read.
 */
export async function replaceList<Row extends z.ZodType<{ version: number }>>(
  on: Connection,
  { actor }: Scope,
  { noun, read, row, write }: KeptList<Row>,
  { version: expected, items }: { version: number | undefined; items: readonly unknown[] },
): Promise<{ version: number; before: z.output<Row> | null }> {
  const [before = null] = await query(read, row, { on })
  const current = before?.version ?? 0
  if (expected !== undefined && current !== expected) {
    throw new AppError("conflict", `Somebody changed the ${noun} since you read them. Read them again.`)
  }
  const version = current + 1
  const by = actor.kind === "user" ? actor.userId : null
  await execute(write({ version, json: JSON.stringify(items), by, at: new Date() }), { on })
  return { version, before }
}
