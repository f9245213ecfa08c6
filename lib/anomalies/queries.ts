import "server-only"
import * as z from "zod"
import { instantOf } from "@/lib/annotations/when"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { picoToString } from "@/lib/money"
import {
  ANOMALY_STATES,
  type AnomaliesAnswer,
  type AnomaliesQuery,
  type Anomaly,
  culprit,
  WATCHED,
} from "./schema"

const USUAL_DAYS_MS = 30 * 86_400_000
const pico = z.string().transform(BigInt)
const row = z.object({
  id: z.int(),
  dimension: z.enum(WATCHED),
  value: z.string().nullable(),
  from: z.date(),
  until: z.date(),
  state: z.enum(ANOMALY_STATES),
  expected: pico,
  actual: pico,
  unpriced: z.bigint(),
  compared_from: z.date(),
  compared_until: z.date(),
  culprits: z.array(culprit),
  found_at: z.date(),
  total: z.int(),
})
const watchRow = z.object({ looked_until: z.date() })

/** Of the whole and what it does not show; whoever is kept to teams is told theirs alone. */
function seen({ teams }: Scope): Prisma.Sql {
  return teams === null
    ? Prisma.sql`not a.folded`
    : Prisma.sql`a.dimension = 'team' and a.value = any (${[...teams]}::text[])`
}

/** Anomalies that share an instant with [`from`, `to`), the latest first. Throws `invalid` for an unreadable date. */
export async function listAnomalies(scope: Scope, asked: AnomaliesQuery): Promise<AnomaliesAnswer> {
  const { orgId } = scope
  const { zone, currency } = await getOrganisation(scope)
  const from = instantOf(asked.from, zone, "from") ?? new Date(Date.now() - USUAL_DAYS_MS)
  const to = instantOf(asked.to, zone, "to")
  const [rows, [watch]] = await Promise.all([
    ownRows(
      orgId,
      Prisma.sql`
        select a.id, a.dimension, a.value, a.from_time as "from", a.until_time as until, a.state,
          a.expected_pico::text as expected, a.actual_pico::text as actual, a.unpriced_calls as unpriced,
          a.compared_from, a.compared_until, a.culprits, a.found_at, (count(*) over ())::integer as total
        from anomaly a
        where a.org_id = ${orgId} and a.until_time > ${from} and (${to}::timestamptz is null or a.from_time < ${to})
          and ${seen(scope)}
        order by a.from_time desc, a.id desc limit ${asked.limit}`,
      row,
    ),
    ownRows(
      orgId,
      Prisma.sql`select w.looked_until from anomaly_watch w where w.org_id = ${orgId}`,
      watchRow,
    ),
  ])
  return {
    currency,
    zone,
    anomalies: rows.map(toAnomaly),
    total: rows[0]?.total ?? 0,
    looked_until: watch?.looked_until.toISOString() ?? null,
  }
}

function toAnomaly({ from, until, expected, actual, unpriced, ...rest }: z.output<typeof row>): Anomaly {
  const { compared_from, compared_until, found_at, total: _, ...told } = rest
  return {
    ...told,
    from: from.toISOString(),
    to: until.toISOString(),
    expected: picoToString(expected),
    actual: picoToString(actual),
    impact: picoToString(actual - expected),
    unpriced_calls: Number(unpriced),
    compared_with: { from: compared_from.toISOString(), to: compared_until.toISOString() },
    found_at: found_at.toISOString(),
  }
}
