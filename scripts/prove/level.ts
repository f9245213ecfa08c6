import { setTimeout as sleep } from "node:timers/promises"
import type { World } from "./world"

/** Waits until the worker has every batch in the cubes and every correction applied and report merged; false when it does not. */
export async function untilLevel(world: World, orgId: number, limitMs = 60_000): Promise<boolean> {
  const deadline = Date.now() + limitMs
  while (Date.now() < deadline) {
    const { rows } = await world.database
      .query<{ level: boolean }>(
        `select not exists (select 1 from batch b where b.org_id = $1 and not b.rolled)
          and not exists (
            select 1 from correction x
            join identity i on i.org_id = $1 and i.key = x.target_key
            where x.org_id = $1 and x.applied_at is null
          )
          and not exists (select 1 from report r where r.org_id = $1 and not r.merged) as level`,
        [orgId],
      )
      .catch(() => ({ rows: [] }))
    if (rows[0]?.level) return true
    await sleep(50)
  }
  return false
}
