import "server-only"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"
import type { Plan } from "./plan"

/** Under which call each event is from now on, what it gave to what is known of that, and whether it says the same. */
export async function keepReports(on: Connection, orgId: number, plans: readonly Plan[]): Promise<void> {
  const rows = plans.flatMap(({ call, decision: { winner, told } }) =>
    winner === null ? [] : call.map((key) => ({ key, winner, told: told.get(key) ?? null })),
  )
  const of = <T>(pick: (row: (typeof rows)[number]) => T) => rows.map(pick)
  const table = Prisma.sql`unnest(${of(({ key }) => key)}::bigint[], ${of(({ winner }) => winner)}::bigint[],
    ${of(({ told }) => told?.gave.join("\n") ?? null)}::text[], ${of(({ told }) => told?.billed ?? null)}::bigint[],
    ${of(({ told }) => told?.disagrees ?? false)}::boolean[], ${of(({ told }) => told?.isLeft ?? false)}::boolean[])
    as t (key, winner, gave, billed, disagrees, is_left)`
  await execute(
    Prisma.sql`update identity i set call_key = nullif(t.winner, t.key) from ${table}
      where i.org_id = ${orgId} and i.key = t.key and i.call_key is distinct from nullif(t.winner, t.key)`,
    { on },
  )
  await execute(
    Prisma.sql`delete from report r using ${table}
      where r.org_id = ${orgId} and r.event_key = t.key and t.key = t.winner`,
    { on },
  )
  // Of a report whose lines went with their payload what was found before stays.
  await execute(
    Prisma.sql`update report r set call_key = t.winner, also_key = null, merged = true,
        gave = coalesce(string_to_array(t.gave, E'\n'), r.gave),
        billed_pico = case when t.gave is null then r.billed_pico else t.billed end,
        disagrees = case when t.gave is null then r.disagrees else t.disagrees end
      from ${table}
      where r.org_id = ${orgId} and r.event_key = t.key and t.key <> t.winner
        and ((r.call_key, r.also_key, r.merged) is distinct from (t.winner, null::bigint, true)
          or t.gave is not null and (r.gave, r.billed_pico, r.disagrees)
            is distinct from (string_to_array(t.gave, E'\n'), t.billed, t.disagrees))`,
    { on },
  )
  await execute(
    Prisma.sql`insert into report (org_id, call_key, event_key, source_id, received_at, time, reported_pico, merged, gave,
        billed_pico, disagrees)
      select ${orgId}, t.winner, t.key, min(x.source_id), coalesce(min(p.received_at), min(c.time)), min(c.time),
        sum(c.reported_pico), true, string_to_array(t.gave, E'\n'), t.billed, t.disagrees
      from ${table}
      join identity i on i.org_id = ${orgId} and i.key = t.key
      join charge c on c.org_id = ${orgId} and c.event_key = t.key and c.n = 1 and c.revision is null
        and c.time >= to_timestamp(i.seconds) and c.time < to_timestamp(i.seconds + 1)
      join context x on x.org_id = ${orgId} and x.id = c.context_id
      left join payload p on p.org_id = ${orgId} and p.event_key = t.key and p.time = c.time
      where t.key <> t.winner and t.is_left
        and not exists (select from report r where r.org_id = ${orgId} and r.event_key = t.key)
      group by t.winner, t.key, t.gave, t.billed, t.disagrees`,
    { on },
  )
}

/** What could not count, since nothing of it is left, is merged as well. */
export async function closeReports(on: Connection, orgId: number, keys: readonly bigint[]): Promise<void> {
  await execute(
    Prisma.sql`update report set merged = true
      where org_id = ${orgId} and event_key = any (${keys}::bigint[]) and not merged`,
    { on },
  )
}
