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

/** An hour is looked at when its last events had time to arrive, and again for a week: later ones change it. */
const SETTLED_MS = 120_000
const LOOKED_AT_DAYS = 7
/** What the weeks before are themselves compared with. */
const SPAN_DAYS = LOOKED_AT_DAYS + 7 * WEEKS + 28

const dueRow = z.object({ org_id: z.number(), zone: z.string() })

/** Looks at each organisation's hours once an hour. Any number of workers may: one looks, the next finds it done. */
export async function findAnomalies(now = new Date()): Promise<void> {
  const settled = new Date(now.getTime() - SETTLED_MS)
  const due = await query(
    Prisma.sql`
      select o.id as org_id, o.zone from organisation o
      left join anomaly_watch w on w.org_id = o.id
      where (w.looked_until is null or w.looked_until < date_trunc('hour', ${settled}::timestamptz, o.zone))
        and exists (select 1 from cube_version v where v.org_id = o.id)`,
    dueRow,
  )
  await eachOrganisation(due, "Anomalies could not be looked for", ({ org_id, zone }) =>
    transaction((on) => lookAt(on, org_id, zone, zonedStart(settled, "hour", zone)), ingestPool()),
  )
}

const watchRow = z.object({ looked_until: z.date() })

async function lookAt(on: Connection, orgId: number, zone: string, until: Date): Promise<void> {
  const [watch] = await query(
    Prisma.sql`
      insert into anomaly_watch (org_id, looked_until) values (${orgId}, ${new Date(0)})
      on conflict (org_id) do update set looked_until = anomaly_watch.looked_until
      returning looked_until`,
    watchRow,
    { on },
  )
  if (watch && watch.looked_until >= until) return
  const scope = mintScope(orgId, { kind: "system", job: "anomalies" })
  const today = zonedStart(until, "day", zone)
  const since = addUnits(today, "day", -LOOKED_AT_DAYS, zone)
  const series = await readSeries(scope, { zone, from: addUnits(today, "day", -SPAN_DAYS, zone), to: until })
  const changes = changesOf(await readKnown(on, orgId, since), detect(series, since), since)
  await writeChanges({ on, scope, zone, now: new Date() }, changes)
  await query(
    Prisma.sql`update anomaly_watch set looked_until = ${until} where org_id = ${orgId} returning looked_until`,
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
