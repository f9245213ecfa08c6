import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { labelsOf } from "@/lib/spend/labels"
import { requireKnown } from "./known"
import { replaceList } from "./replace-list"
import type { PoolsInput } from "./schema"
import { poolsFromStored, poolsToStored, storedPools } from "./stored-rules"

/** Puts this list of shared costs in force, for all months. Throws `conflict` where it was changed since it was read. */
export async function changePools(
  scope: Scope,
  { version: expected, pools }: PoolsInput,
): Promise<{ version: number }> {
  requireWholeSight(scope)
  const { orgId } = scope
  const labels = await labelsOf(scope, ["api_key", "source"])
  requireKnown(pools, labels, "/pools")
  const kept = {
    noun: "shared costs",
    read: Prisma.sql`select s.version, s.pools from shared_costs s where s.org_id = ${orgId}`,
    row: z.object({ version: z.number(), pools: storedPools }),
    write: ({
      version,
      json,
      by,
      at,
    }: {
      version: number
      json: string
      by: number | null
      at: Date
    }) => Prisma.sql`
      insert into shared_costs (org_id, version, pools, changed_by, changed_at)
      values (${orgId}, ${version}, ${json}::jsonb, ${by}::integer, ${at})
      on conflict (org_id) do update set version = excluded.version, pools = excluded.pools,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
  }
  return changeInTurn(orgId, async (on) => {
    await execute(Prisma.sql`select attribution_lock(${orgId})`, { on })
    const items = poolsToStored(pools, labels)
    const { version, before } = await replaceList(on, scope, kept, { version: expected, items })
    await recordAudit(on, scope, {
      action: "shared_costs.change",
      subject: `shared costs, version ${version}`,
      before: poolsFromStored(before?.pools ?? [], labels),
      after: pools,
    })
    return { version }
  })
}
