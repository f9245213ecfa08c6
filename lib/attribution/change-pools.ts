import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { changeList, type Replacement } from "./change-list"
import type { PoolsInput } from "./schema"
import { poolsFromStored, poolsToStored, storedPools } from "./stored-rules"

/** Puts this list of shared costs in force, for all months. Throws `conflict` where it was changed since it was read. */
export async function changePools(
  scope: Scope,
  { version: expected, pools }: PoolsInput,
): Promise<{ version: number }> {
  const { orgId } = scope
  const kept = {
    ...{ noun: "shared costs", pointer: "/pools", action: "shared_costs.change" },
    read: Prisma.sql`select s.version, s.pools as items from shared_costs s where s.org_id = ${orgId}`,
    row: z.object({ version: z.number(), items: storedPools }),
    write: ({ version, json, by, at }: Replacement) => Prisma.sql`
      insert into shared_costs (org_id, version, pools, changed_by, changed_at)
      values (${orgId}, ${version}, ${json}::jsonb, ${by}::integer, ${at})
      on conflict (org_id) do update set version = excluded.version, pools = excluded.pools,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
    toStored: poolsToStored,
    fromStored: poolsFromStored,
  }
  // What teams bear is reckoned when it is asked for: nothing follows.
  const nothing = async () => undefined
  const { version } = await changeList(scope, kept, { version: expected, items: pools }, nothing)
  return { version }
}
