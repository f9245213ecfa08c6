import type pg from "pg"
import type { Expected } from "./expected"
import type { World } from "./world"

/** What SQL over identity, payload and charge finds against the log. */
export interface Audit {
  /** Acknowledged and not in the ledger. */
  missing: number
  /** More than one set of charges, or more than one payload. */
  twice: number
  /** Another sum of calls or of money than the log says. */
  wrong: number
  /** In the ledger and in nobody's log. */
  unknown: number
  /** Sent without an answer and there after all. */
  unheard: Expected[]
}

const CHUNK = 20_000

async function fill(client: pg.PoolClient, expected: readonly Expected[]): Promise<void> {
  await client.query("drop table if exists pg_temp.expected")
  await client.query(
    `create temp table expected (key bigint primary key, source_id integer, id text, has_charges boolean,
      calls integer, billed numeric, acked boolean)`,
  )
  for (let at = 0; at < expected.length; at += CHUNK) {
    const part = expected.slice(at, at + CHUNK)
    await client.query(
      `insert into pg_temp.expected
        select * from unnest($1::bigint[], $2::integer[], $3::text[], $4::boolean[], $5::integer[],
          $6::numeric[], $7::boolean[])`,
      [
        part.map((event) => event.key),
        part.map((event) => event.sourceId),
        part.map((event) => event.id),
        part.map((event) => event.hasCharges),
        part.map((event) => event.calls),
        part.map((event) => event.billed),
        part.map((event) => event.acked),
      ],
    )
  }
  await client.query("analyze pg_temp.expected")
}

/**
 * One row per event of either side. A void has an identity and no charges; every event has a payload. Rows with
 * a call_key name calls by their response: no event here shares its call with another. What a re-rate wrote
 * bears a revision and is no part of what was sent, but a void takes back what it left: together they are nothing.
 */
const COMPARED = `
  with held as (
    select i.key, coalesce(c.calls, 0) as calls, coalesce(c.billed, 0) as billed,
      coalesce(c.firsts, 0) as firsts, coalesce(c.sets, 0) as sets
    from identity i
    left join (
      select c.event_key, sum(case when c.line = 0 then c.n else 0 end) as calls,
        case when bool_or(c.n = -1 and c.revision is null) then sum(c.billed_pico)
          else sum(c.billed_pico) filter (where c.revision is null) end as billed,
        count(*) filter (where c.line = 0 and c.n = 1 and c.revision is null) as firsts,
        count(distinct c.batch_id) filter (where c.n = 1 and c.revision is null) as sets
      from charge c where c.org_id = $1 group by c.event_key
    ) c on c.event_key = i.key
    where i.org_id = $1 and i.call_key is null
  ), stored as (
    select p.event_key, count(*) as payloads, min(p.source_id) as source_id, min(p.detail::json ->> 'id') as id
    from payload p where p.org_id = $1 group by p.event_key
  )
  select coalesce(e.key, h.key) as key, e.key is not null as known, h.key is not null as found, e.acked,
    e.has_charges, e.calls as calls_due, e.billed as billed_due, h.calls, h.billed, h.firsts, h.sets,
    coalesce(s.payloads, 0) as payloads,
    coalesce(s.id = e.id and s.source_id = e.source_id, false) as is_named
  from pg_temp.expected e
  full join held h on h.key = e.key
  left join stored s on s.event_key = coalesce(e.key, h.key)`

const COUNTED = `
  select
    count(*) filter (where known and acked and not (found and is_named))::integer as missing,
    count(*) filter (where found and (firsts > 1 or sets > 1 or payloads > 1))::integer as twice,
    count(*) filter (where known and found and (
      calls <> calls_due or billed <> billed_due or firsts <> has_charges::integer or payloads <> 1))::integer as wrong,
    count(*) filter (where found and not known)::integer as unknown,
    coalesce(array_agg(key) filter (where known and found and not acked), '{}')::text[] as unheard
  from compared`

interface Row {
  missing: number
  twice: number
  wrong: number
  unknown: number
  unheard: string[]
}

export async function audit(
  world: Pick<World, "database">,
  orgId: number,
  expected: readonly Expected[],
): Promise<Audit> {
  const client = await world.database.connect()
  try {
    await fill(client, expected)
    const { rows } = await client.query<Row>(`with compared as (${COMPARED}) ${COUNTED}`, [orgId])
    const [row] = rows
    if (!row) throw new Error("The audit counted nothing.")
    const unheard = new Set(row.unheard)
    return { ...row, unheard: expected.filter(({ key }) => unheard.has(String(key))) }
  } finally {
    client.release()
  }
}
