import "server-only"
import * as z from "zod"
import { addAnnotation } from "@/lib/annotations/add"
import { nextId } from "@/lib/auth/next-id"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import type { Said } from "./crossing-words"
import type { Origin } from "./mutes"
import { shortened } from "./shortened"
import { tell } from "./tell"

export interface NewAlert {
  /** What is told: it is recorded once. */
  key: string
  origin: Origin
  kind: string
  /** Of the budget or rule. */
  name: string
  entity: string
  /** Those of the budget or rule: what it is about, by which it is seen from now on. */
  filters: readonly string[]
  period: { from: Date; to: Date | null }
  measure: "actual" | "forecast" | null
  threshold: number | null
  said: Said
  notify: readonly string[]
  muted: boolean
}

const keyRow = z.object({ key: z.string() })

/** Those of the keys that are recorded already. */
export async function recordedKeys(
  on: Connection,
  orgId: number,
  keys: readonly string[],
): Promise<Set<string>> {
  const rows = await query(
    Prisma.sql`select a.key from alert a where a.org_id = ${orgId} and a.key = any (${[...keys]}::text[])`,
    keyRow,
    { on },
  )
  return new Set(rows.map(({ key }) => key))
}

/**
 * Records an alert and enqueues its messages, in the caller's transaction: neither stands without the other.
 * Returns its number; null where the key is recorded already.
 */
export async function recordAlert(
  on: Connection,
  scope: Scope,
  fresh: NewAlert,
  at: Date,
): Promise<number | null> {
  const { orgId } = scope
  const { key, origin, kind, name, entity, filters, period, measure, threshold, said, notify, muted } = fresh
  const { title, sentence, facts, severity } = said
  const id = await nextId(on, orgId, "alert")
  const added = await execute(
    Prisma.sql`insert into alert (org_id, id, key, budget_id, rule_id, kind, name, entity, filters, period_start, period_end,
        measure, threshold, severity, title, sentence, facts, notify, muted, messages, fired_at)
      values (${orgId}, ${id}, ${key}, ${"budget" in origin ? origin.budget : null}::integer,
        ${"rule" in origin ? origin.rule : null}::integer, ${kind}, ${name}, ${entity}, ${[...filters]}::text[], ${period.from},
        ${period.to}::timestamptz, ${measure}, ${threshold}::integer, ${severity}, ${title}, ${sentence},
        ${JSON.stringify(facts)}::jsonb, ${[...notify]}::text[], ${muted}, 0, ${at})
      on conflict (org_id, key) do nothing`,
    { on },
  )
  if (added === 0) return null
  const mark = await addAnnotation(on, scope, {
    kind: "alert",
    // The title begins with the name.
    entity: null,
    text: shortened(title, 200),
    time: at,
  })
  await execute(
    Prisma.sql`update alert a set annotation_id = ${mark} where a.org_id = ${orgId} and a.id = ${id}`,
    { on },
  )
  if (!muted)
    await tell(on, scope, { ...said, id, notify, messages: 0 }, { state: "triggered", at, to: "all" })
  return id
}
