import "server-only"
import * as z from "zod"
import { ingestPool, watchPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query, transaction } from "@/lib/db/query"

/**
 * What changes whenever charges or budgets of an organisation do. A batch's number is seen at once; one that
 * is committed behind a later one is seen when the worker has added it to the cubes, whose versions then grow.
 */
const SEEN = Prisma.sql`concat_ws(' ',
  (select max(b.id) from batch b where b.org_id = o.id),
  (select sum(v.version) from cube_version v where v.org_id = o.id),
  (select count(*) || '/' || sum(g.version) from budget g where g.org_id = o.id),
  (select count(*) || '/' || max(i.id) from budget_increase i where i.org_id = o.id))`
const RULES_NOW = Prisma.sql`
  (select count(*) || '/' || coalesce(sum(r.version), 0) from alert_rule r where r.org_id = o.id)`

const dueRow = z.object({
  org_id: z.number(),
  now_seen: z.string(),
  rules_now: z.string(),
  seen: z.string().nullable(),
  wide_at: z.date().nullable(),
  outlook_seen: z.string().nullable(),
  outlook_at: z.date().nullable(),
  rules_seen: z.string().nullable(),
  rules_at: z.date().nullable(),
})

/** An organisation that watches something, as it is and as it was at the last looks. */
export type Watched = z.output<typeof dueRow>

/** Every organisation with a budget or a rule, or with alerts that are open. */
export function watchedOrganisations(): Promise<Watched[]> {
  return query(
    Prisma.sql`select o.id as org_id, ${SEEN} as now_seen, ${RULES_NOW} as rules_now, w.seen, w.wide_at, w.outlook_seen, w.outlook_at,
        w.rules_seen, w.rules_at
      from organisation o left join alert_watch w on w.org_id = o.id
      where exists (select 1 from budget g where g.org_id = o.id)
        or exists (select 1 from alert_rule r where r.org_id = o.id)
        or exists (select 1 from alert a where a.org_id = o.id and a.resolved_at is null)`,
    dueRow,
    { on: ingestPool() },
  )
}

/** What looks at an organisation, each under a lock of its own: a slow one keeps no other up. */
const PARTS = {
  spend: Prisma.sql`w.seen, w.wide_at as at`,
  rules: Prisma.sql`w.rules_seen as seen, w.rules_at as at`,
} as const
type Part = keyof typeof PARTS

const COLUMNS: Record<Part, (seen: string | null, at: Date | null) => Prisma.Sql> = {
  spend: (seen, at) => Prisma.sql`seen = ${seen}, wide_at = ${at}::timestamptz`,
  rules: (seen, at) => Prisma.sql`rules_seen = ${seen}, rules_at = ${at}::timestamptz`,
}

const lookedRow = z.object({ seen: z.string().nullable(), at: z.date().nullable() })

/** What the last look of a part saw, and when. */
export type Looked = z.output<typeof lookedRow>

const heldRow = z.object({ held: z.boolean() })

/**
 * Runs a look in one transaction with what it finds and how far it looked, unless another worker is at it, who goes
 * on alone. `look` is given what stands under the lock, and returns what to write in its place; null leaves it.
 */
export async function underWatch(
  orgId: number,
  part: Part,
  look: (on: Connection, last: Looked) => Promise<Looked | null>,
): Promise<void> {
  await transaction(async (on) => {
    const [lock] = await query(
      Prisma.sql`select pg_try_advisory_xact_lock(hashtext(${`alerts ${part}`}), ${orgId}) as held`,
      heldRow,
      { on },
    )
    if (!lock?.held) return
    const [last = { seen: null, at: null }] = await query(
      Prisma.sql`select ${PARTS[part]} from alert_watch w where w.org_id = ${orgId}`,
      lookedRow,
      { on },
    )
    const looked = await look(on, last)
    if (!looked) return
    const columns = COLUMNS[part](looked.seen, looked.at)
    await execute(
      Prisma.sql`insert into alert_watch (org_id) values (${orgId}) on conflict (org_id) do nothing`,
      { on },
    )
    await execute(Prisma.sql`update alert_watch w set ${columns} where w.org_id = ${orgId}`, { on })
  }, watchPool())
}

/** Whether so long has passed since `last`; a clock that went back counts as time that passed. */
export function hasPassed(last: Date | null, now: Date, ms: number): boolean {
  return last === null || Math.abs(now.getTime() - last.getTime()) >= ms
}
