import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { noteCuboid } from "@/lib/rollups/cuboids"
import { conditionsOf, valueSql } from "@/lib/spend/dimensions"
import { givenNames } from "@/lib/spend/given-names"
import { contextLines, cuboidOf } from "@/lib/spend/lines"
import { SUMS } from "@/lib/spend/measures"
import { type Dimension, RENAMED } from "@/lib/spend/schema"
import type { TimeRange } from "@/lib/time"
import type { ShowbackAnswer } from "./schema"
import { showbackRow, toShowback } from "./showback-rows"
import { type StoredPools, storedPools } from "./stored-rules"

const poolsRow = z.object({ pools: storedPools })

/** The pools in force, over the names that teams and other values were given since. */
async function poolsOf(orgId: number): Promise<StoredPools> {
  const [[kept], given] = await Promise.all([
    ask(orgId, Prisma.sql`select s.pools from shared_costs s where s.org_id = ${orgId}`, poolsRow),
    givenNames(orgId, RENAMED),
  ])
  return (kept?.pools ?? []).map((pool) => ({
    ...pool,
    when: pool.when.map(given.named),
    teams: pool.teams.map(({ team, percent }) => ({ team: given.nameOf("team", team), percent })),
  }))
}

function statement(orgId: number, zone: string, range: TimeRange, pools: StoredPools): Prisma.Sql {
  const dimensions: Dimension[] = [
    "team",
    ...pools.flatMap(({ when }) => when.map(({ dimension }) => dimension)),
  ]
  const asked = cuboidOf(dimensions, [])
  noteCuboid(orgId, asked)
  const lines = contextLines(
    { orgId, zone, from: range.from, to: range.to, interval: "month", filters: [] },
    asked,
  )
  const cases = pools.map(
    ({ when }, at) => Prisma.sql`when ${conditionsOf(when, "context")} then ${at + 1}::integer`,
  )
  const pool = cases.length > 0 ? Prisma.sql`case ${Prisma.join(cases, " ")} else 0 end` : Prisma.sql`0`
  return Prisma.sql`
    with sums as materialized (select m.bucket, m.context_id, ${SUMS} from (${lines}) m group by 1, 2)
    select m.bucket as month, ${pool} as pool, ${valueSql("team")} as team, total(m.billed_pico)::text as billed,
      total(m.unpriced_calls) as unpriced_calls
    from sums m join context x on x.org_id = ${orgId} and x.id = m.context_id
    group by 1, 2, 3`
}

/**
 * Who bears the spend of [from, to): what each team spent itself, its parts of what is shared, and the rest
 * that nobody is charged for. Exact whatever the worker's lag. Throws `forbidden` for an asker kept to teams.
 */
export async function showback(scope: Scope, range: TimeRange): Promise<ShowbackAnswer> {
  requireWholeSight(scope)
  const { orgId } = scope
  const asOf = new Date()
  const [{ zone, currency }, pools] = await Promise.all([getOrganisation(scope), poolsOf(orgId)])
  const rows = await ask(orgId, statement(orgId, zone, range, pools), showbackRow)
  return {
    range: { from: range.from.toISOString(), to: range.to.toISOString() },
    zone,
    currency,
    as_of: asOf.toISOString(),
    ...toShowback(rows, pools),
  }
}
