import "server-only"
import type * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { type Labels, labelsOf } from "@/lib/spend/labels"
import { requireKnown } from "./known"

/** A list as it is written in the place of the former. */
export interface Replacement {
  version: number
  json: string
  by: number | null
  at: Date
}

interface KeptList<Item, Row extends z.ZodType<{ version: number; items: unknown }>> {
  /** What sentences and the trail call it: `attribution rules`. */
  noun: string
  /** Where its items stand in the body: `/rules`. */
  pointer: string
  action: string
  /** Its version and, as `items`, what is kept. */
  read: Prisma.Sql
  row: Row
  write: (replacement: Replacement) => Prisma.Sql
  toStored: (items: readonly Item[], labels: Labels) => z.output<Row>["items"]
  fromStored: (items: z.output<Row>["items"], labels: Labels) => Item[]
}

/**
 * Puts a list in the place of the one in force, and what follows from it, in one transaction and under the lock
 * of attribution. Throws `conflict` where the list is no longer of the version that was read.
 */
export async function changeList<
  Item extends { when: readonly string[] },
  Row extends z.ZodType<{ version: number; items: unknown }>,
  Applied,
>(
  scope: Scope,
  kept: KeptList<Item, Row>,
  { version: expected, items }: { version: number | undefined; items: readonly Item[] },
  apply: (on: Connection) => Promise<Applied>,
): Promise<{ version: number; applied: Applied }> {
  requireWholeSight(scope)
  const { orgId, actor } = scope
  const labels = await labelsOf(scope, ["api_key", "source"])
  requireKnown(items, labels, kept.pointer)
  return changeInTurn(orgId, async (on) => {
    await execute(Prisma.sql`select attribution_lock(${orgId})`, { on })
    const [before] = await query(kept.read, kept.row, { on })
    const current = before?.version ?? 0
    if (expected !== undefined && current !== expected) {
      throw new AppError(
        "conflict",
        `Somebody changed the ${kept.noun} since you read them. Read them again.`,
      )
    }
    const version = current + 1
    const by = actor.kind === "user" ? actor.userId : null
    const json = JSON.stringify(kept.toStored(items, labels))
    await execute(kept.write({ version, json, by, at: new Date() }), { on })
    const applied = await apply(on)
    await recordAudit(on, scope, {
      action: kept.action,
      subject: `${kept.noun}, version ${version}`,
      before: before ? kept.fromStored(before.items, labels) : [],
      after: items,
    })
    return { version, applied }
  })
}
