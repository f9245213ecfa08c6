import type pg from "pg"
import type { World } from "./world"

/** Those that hold money and tokens. */
const SPEND_CUBES = ["cube_hour", "cube_day", "cube_user_day", "cube_user_week"] as const
const CUBES = [...SPEND_CUBES, "health_hour", "health_day"] as const

/** Every cell of the cubes as text, in order. Equal lists are equal bytes. */
export async function cubeLines(world: World, orgId: number): Promise<string[]> {
  const all = CUBES.map((name) => `select '${name} ' || c::text as line from ${name} c where c.org_id = $1`)
  const { rows } = await world.database.query<{ line: string }>(
    `select line from (${all.join(" union all ")}) cells order by line collate "C"`,
    [orgId],
  )
  return rows.map(({ line }) => line)
}

const SUMS = `requests, calls, errors, input_uncached, cache_read, cache_write, output, reasoning, list_pico,
  computed_pico, billed_pico, reported_pico, reported_calls, unpriced_calls, unpriced_tokens`

/** The same cells with words for the numbers that each organisation gives out in its own order. */
export async function namedCubeLines(world: World, orgId: number): Promise<string[]> {
  const byContext = ["cube_hour", "cube_day"].map(
    (
      name,
    ) => `select '${name} ' || (bucket, x.provider, x.model, x.route, x.service_tier, x.status, x.error_class, x.attempt,
        x.agent, x.feature, x.team, x.environment, x.tags, s.name, ${SUMS})::text as line
      from ${name} c
      join context x on x.org_id = $1 and x.id = c.context_id
      join source s on s.org_id = $1 and s.id = x.source_id
      where c.org_id = $1`,
  )
  const byUser = ["cube_user_day", "cube_user_week"].map(
    (name) => `select '${name} ' || (bucket, u.name, ${SUMS})::text as line
      from ${name} c left join end_user u on u.org_id = $1 and u.id = c.user_id where c.org_id = $1`,
  )
  const { rows } = await world.database.query<{ line: string }>(
    `select line from (${[...byContext, ...byUser].join(" union all ")}) cells order by line collate "C"`,
    [orgId],
  )
  return rows.map(({ line }) => line)
}

/** Places at which two sorted lists differ, counted from the longer one. */
export function differences(a: readonly string[], b: readonly string[]): number {
  const other = new Map<string, number>()
  for (const line of b) other.set(line, (other.get(line) ?? 0) + 1)
  let same = 0
  for (const line of a) {
    const left = other.get(line) ?? 0
    if (left === 0) continue
    same += 1
    other.set(line, left - 1)
  }
  return Math.max(a.length, b.length) - same
}

const FROM_CHARGES = `coalesce(sum(billed_pico), 0) as billed,
  coalesce(sum(case when line = 0 then n else 0 end), 0) as calls,
  coalesce(sum(input_uncached::bigint + cache_read + output), 0) as tokens`

const WITH_PENDING = SPEND_CUBES.map(
  (name) => `select held.billed + more.billed as billed, held.calls + more.calls as calls,
      held.tokens + more.tokens as tokens
    from (select coalesce(sum(billed_pico), 0) as billed, coalesce(sum(calls), 0) as calls,
      coalesce(sum(input_uncached + cache_read + output), 0) as tokens from ${name} where org_id = $1) held,
    (select ${FROM_CHARGES} from charge where org_id = $1 and batch_id = any (array(
      select id from batch where org_id = $1 and not rolled))) more`,
)

/**
 * One statement, one snapshot: what each cube holds with what is pending on top, beside the charges
 * themselves. False when any of them differs, whatever worker, rebuild and ingest are doing.
 */
export async function isOneTruth(client: pg.PoolClient, orgId: number): Promise<boolean> {
  const { rows } = await client.query(
    `${WITH_PENDING.join(" union ")} union select ${FROM_CHARGES} from charge where org_id = $1`,
    [orgId],
  )
  return rows.length === 1
}
