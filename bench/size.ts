import type { Bench } from "./ingest"

export interface Sizes {
  events: number
  /** Charges and identities with their indexes. */
  ledgerBytes: number
  /** Raw payloads, which have a retention of their own. */
  payloadBytes: number
  cubeBytes: number
}

export async function sizes({ pool }: Bench): Promise<Sizes> {
  const { rows } = await pool.query<{ events: string; ledger: string; payload: string; cubes: string }>(`
    with part as (
      select inhparent::regclass::text as parent, sum(pg_total_relation_size(inhrelid)) as bytes
      from pg_inherits where inhparent in ('charge'::regclass, 'payload'::regclass) group by 1
    )
    select
      (select count(*) from charge where line = 0 and n = 1) as events,
      (select bytes from part where parent = 'charge') + pg_total_relation_size('identity')
        + pg_total_relation_size('batch') as ledger,
      (select bytes from part where parent = 'payload') as payload,
      pg_total_relation_size('cube_hour') + pg_total_relation_size('cube_day')
        + pg_total_relation_size('cube_user_day') + pg_total_relation_size('cube_user_week') as cubes`)
  const row = rows[0]
  return {
    events: Number(row?.events ?? 0),
    ledgerBytes: Number(row?.ledger ?? 0),
    payloadBytes: Number(row?.payload ?? 0),
    cubeBytes: Number(row?.cubes ?? 0),
  }
}
