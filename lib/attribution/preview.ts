import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { picoToString } from "@/lib/money"
import { labelsOf } from "@/lib/spend/labels"
import { contextLines } from "@/lib/spend/lines"
import { SUMS } from "@/lib/spend/measures"
import { rangeOfRequest } from "@/lib/spend/request"
import { requireKnown } from "./known"
import { type PreviewAnswer, type PreviewInput, RULED } from "./schema"
import { rulesToStored } from "./stored-rules"

const moveRow = z.object({
  dimension: z.enum(RULED),
  before: z.string().nullable(),
  after: z.string().nullable(),
  billed: z.string().transform(BigInt),
  calls: z.bigint().transform(Number),
  unpriced_calls: z.bigint().transform(Number),
  found: z.bigint().transform(Number),
})
const countRow = z.object({ contexts: z.number() })
const MOST_MOVES = 500

/**
 * What a list of rules would move in [from, to), were it in force instead of what is: by dimension, from
 * which value to which. Changes nothing. Throws `forbidden` for an asker kept to teams.
 */
export async function previewRules(scope: Scope, input: PreviewInput): Promise<PreviewAnswer> {
  requireWholeSight(scope)
  const { orgId } = scope
  const labels = await labelsOf(scope, ["api_key", "source"])
  requireKnown(input.rules, labels, "/rules")
  const rules = JSON.stringify(rulesToStored(input.rules, labels))
  const { from, to, zone } = await rangeOfRequest(scope, { ...input, filter: [] })
  const { currency } = await getOrganisation(scope)
  const lines = contextLines({ orgId, zone, from, to, interval: null, filters: [] }, null)
  const changed = Prisma.sql`(x.agent, x.feature, x.team, x.environment)
    is distinct from (a.agent, a.feature, a.team, a.environment)`
  const [moves, [count]] = await Promise.all([
    ask(
      orgId,
      Prisma.sql`
        with sums as materialized (select m.context_id, ${SUMS} from (${lines}) m group by 1)
        select d.dimension, d.before, d.after, total(m.billed_pico)::text as billed, total(m.calls) as calls,
          total(m.unpriced_calls) as unpriced_calls, count(*) over () as found
        from sums m
        join context x on x.org_id = ${orgId} and x.id = m.context_id
        join attributed(${orgId}, array(select s.context_id from sums s), ${rules}::jsonb) a on a.id = m.context_id
        cross join lateral (values ('team', x.team, a.team), ('feature', x.feature, a.feature),
          ('agent', x.agent, a.agent), ('environment', x.environment, a.environment)) as d (dimension, before, after)
        where d.before is distinct from d.after
        group by 1, 2, 3 order by total(m.billed_pico) desc, 1, 2, 3 limit ${MOST_MOVES}`,
      moveRow,
    ),
    ask(
      orgId,
      Prisma.sql`select count(*)::integer as contexts
        from attributed(${orgId}, null, ${rules}::jsonb) a
        join context x on x.org_id = ${orgId} and x.id = a.id where ${changed}`,
      countRow,
    ),
  ])
  return {
    range: { from: from.toISOString(), to: to.toISOString() },
    currency,
    unlisted: (moves[0]?.found ?? 0) - moves.length,
    moves: moves.map(({ found: _, ...move }) => ({ ...move, billed: picoToString(move.billed) })),
    contexts: count?.contexts ?? 0,
  }
}
