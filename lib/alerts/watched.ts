import "server-only"
import * as z from "zod"
import { ingestPool } from "@/lib/db/client"
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

/** What a look writes down of itself. */
export type Looked = Partial<Omit<Watched, "org_id" | "now_seen" | "rules_now">>

const watchRow = dueRow.omit({ org_id: true, now_seen: true, rules_now: true })

/**
 * Runs a look under the organisation's lock, in one transaction with what it finds and how far it looked. Another
 * worker that is at it goes on alone. `look` is given what stands under the lock.
 */
export async function underWatch(
  orgId: number,
  look: (on: Connection, last: z.output<typeof watchRow>) => Promise<Looked>,
): Promise<void> {
  await execute(
    Prisma.sql`insert into alert_watch (org_id) select ${orgId}
      where not exists (select 1 from alert_watch w where w.org_id = ${orgId}) on conflict (org_id) do nothing`,
    { on: ingestPool() },
  )
  await transaction(async (on) => {
    const [last] = await query(
      Prisma.sql`select w.seen, w.wide_at, w.outlook_seen, w.outlook_at, w.rules_seen, w.rules_at
        from alert_watch w where w.org_id = ${orgId} for update skip locked`,
      watchRow,
      { on },
    )
    if (!last) return
    const { seen, wide_at, outlook_seen, outlook_at, rules_seen, rules_at } = {
      ...last,
      ...(await look(on, last)),
    }
    await execute(
      Prisma.sql`update alert_watch w set seen = ${seen}, wide_at = ${wide_at}::timestamptz,
          outlook_seen = ${outlook_seen}, outlook_at = ${outlook_at}::timestamptz,
          rules_seen = ${rules_seen}, rules_at = ${rules_at}::timestamptz
        where w.org_id = ${orgId}`,
      { on },
    )
  }, ingestPool())
}

/** Whether so long has passed since `last`; a clock that went back counts as time that passed. */
export function hasPassed(last: Date | null, now: Date, ms: number): boolean {
  return last === null || Math.abs(now.getTime() - last.getTime()) >= ms
}
