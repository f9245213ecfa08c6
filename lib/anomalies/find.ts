import "server-only"
import * as z from "zod"
import { mintScope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query, transaction } from "@/lib/db/query"
import { eachOrganisation } from "@/lib/rollups/each-organisation"
import { addUnits, zonedStart } from "@/lib/time"
import { WEEKS } from "./baseline"
import { changesOf } from "./changes"
import { detect } from "./detect"
import { readSeries } from "./read-series"
import { ANOMALY_STATES, WATCHED } from "./schema"
import { writeChanges } from "./write"

/** An hour is looked at when its last events had time to arrive, and again for five weeks: imports and late ones change it. */
const SETTLED_MS = 120_000
const LOOKED_AT_DAYS = 35
/** How the weeks before strayed themselves is told by as many of their own weeks as lie within. */
const SPAN_DAYS = LOOKED_AT_DAYS + 7 * WEEKS

const dueRow = z.object({ org_id: z.number(), zone: z.string(), moved: z.date().nullable() })

/**
 * Looks at each organisation's hours once an hour, and again soon after days before yesterday moved, as an import moves
 * them. Any number of workers may: one looks, the next finds it done.
 */
export async function findAnomalies(now = new Date()): Promise<void> {
  const settled = new Date(now.getTime() - SETTLED_MS)
  const due = await query(
    Prisma.sql`
      select o.id as org_id, o.zone, m.at as moved from organisation o
      left join anomaly_watch w on w.org_id = o.id
      left join lateral (
        select max(v.at) as at from cube_version v
        where v.org_id = o.id and v.day < w.looked_until - interval '2 days'
        having max(v.at) > w.looked_at and max(v.at) < now() - interval '30 seconds'
          and w.looked_at < now() - interval '2 minutes'
      ) m on true
      where (w.looked_until is null or w.looked_until < date_trunc('hour', ${settled}::timestamptz, o.zone)
          or m.at is not null)
        and exists (select 1 from cube_version v where v.org_id = o.id)`,
    dueRow,
  )
  await eachOrganisation(due, "Anomalies could not be looked for", ({ org_id, zone, moved }) =>
    transaction(
      (on) => lookAt(on, { orgId: org_id, zone, moved, until: zonedStart(settled, "hour", zone) }),
      ingestPool(),
    ),
  )
}

interface Due {
  orgId: number
  zone: string
  until: Date
  /** When earlier days moved last, if that is why. */
  moved: Date | null
}

const watchRow = z.object({ looked_until: z.date(), looked_at: z.date() })

async function lookAt(on: Connection, { orgId, zone, until, moved }: Due): Promise<void> {
  const [watch] = await query(
    Prisma.sql`
      insert into anomaly_watch (org_id, looked_until, looked_at) values (${orgId}, ${new Date(0)}, ${new Date(0)})
      on conflict (org_id) do update set looked_until = anomaly_watch.looked_until
      returning looked_until, looked_at`,
    watchRow,
    { on },
  )
  const hasMoved = watch && moved && watch.looked_at < moved
  if (watch && watch.looked_until >= until && !hasMoved) return
  const scope = mintScope(orgId, { kind: "system", job: "anomalies" })
  const today = zonedStart(until, "day", zone)
  const since = addUnits(today, "day", -LOOKED_AT_DAYS, zone)
  const series = await readSeries(scope, { zone, from: addUnits(today, "day", -SPAN_DAYS, zone), to: until })
  const changes = changesOf(await readKnown(on, orgId, since), detect(series, since), since)
  await writeChanges({ on, scope, zone, now: new Date() }, changes)
  await query(
    Prisma.sql`
      update anomaly_watch set looked_until = ${until}, looked_at = now() where org_id = ${orgId}
      returning looked_until, looked_at`,
    watchRow,
    { on },
  )
}

const pico = z.string().transform(BigInt)
const knownRow = z.object({
  id: z.int(),
  dimension: z.enum(WATCHED),
  value: z.string().nullable(),
  from: z.date(),
  until: z.date(),
  state: z.enum(ANOMALY_STATES),
  expected: pico,
  actual: pico,
  folded: z.boolean(),
  annotationId: z.int().nullable(),
})

function readKnown(on: Connection, orgId: number, since: Date) {
  return query(
    Prisma.sql`
      select a.id, a.dimension, a.value, a.from_time as "from", a.until_time as until, a.state,
        a.expected_pico::text as expected, a.actual_pico::text as actual, a.folded,
        a.annotation_id as "annotationId"
      from anomaly a where a.org_id = ${orgId} and a.until_time >= ${since} order by a.id`,
    knownRow,
    { on },
  )
}
