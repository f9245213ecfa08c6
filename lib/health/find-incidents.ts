import "server-only"
import * as z from "zod"
import { mintScope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query, transaction } from "@/lib/db/query"
import { eachOrganisation } from "@/lib/rollups/each-organisation"
import { addUnits, zonedStart } from "@/lib/time"
import { burningAlone, burningOf, FEWEST_FAST, type Five } from "./burn"
import {
  type FoundIncident,
  INCIDENT_STATES,
  type IncidentPath,
  type KnownIncident,
  type Looking,
} from "./incident"
import { writeIncidents } from "./write-incidents"

/** Days that are looked at the first time. */
const FIRST_DAYS = 90
/** While an incident is open and nothing comes in, it is looked at so often: silence ends it in time. */
const SILENT_LOOK_MS = 600_000
/** What commits late may carry an earlier time. */
const COMMIT_MS = 60_000

const dueRow = z.object({
  org_id: z.number(),
  zone: z.string(),
  changed: z.date(),
  seen: z.date().nullable(),
})

/**
 * Looks for incidents in the days that moved since the last look, of each organisation. Any number of workers may: one
 * looks, the next finds it done. Late events and corrections change or withdraw what was found.
 */
export async function findIncidents(now = new Date()): Promise<void> {
  const due = await query(
    Prisma.sql`
      select o.id as org_id, o.zone, w.seen_until as seen,
        coalesce(min(v.day) filter (where w.org_id is null or v.at > w.seen_until), max(v.day)) as changed
      from organisation o
      join cube_version v on v.org_id = o.id
      left join incident_watch w on w.org_id = o.id
      where v.day > ${new Date(now.getTime() - FIRST_DAYS * 86_400_000)}
      group by o.id, o.zone, w.seen_until
      having bool_or(w.seen_until is null or v.at > w.seen_until) or (w.seen_until < ${new Date(now.getTime() - SILENT_LOOK_MS)}
        and exists (select 1 from incident i where i.org_id = o.id and i.state = 'open'))`,
    dueRow,
  )
  await eachOrganisation(due, "Incidents could not be looked for", ({ org_id, zone, changed, seen }) =>
    transaction(async (on) => {
      if (!(await claim(on, org_id, seen, now))) return
      const since = addUnits(zonedStart(changed, "day", zone), "day", -1, zone)
      await lookAt({ on, scope: mintScope(org_id, { kind: "system", job: "incidents" }), zone, now }, since)
    }, ingestPool()),
  )
}

const claimedRow = z.object({ org_id: z.number() })

/** Whether nobody else looked since: the row is held from here to the commit. */
async function claim(on: Connection, orgId: number, seen: Date | null, now: Date): Promise<boolean> {
  const until = new Date(now.getTime() - COMMIT_MS)
  const rows = await query(
    Prisma.sql`
      insert into incident_watch (org_id, seen_until) values (${orgId}, ${until})
      on conflict (org_id) do update set seen_until = excluded.seen_until
        where incident_watch.seen_until is not distinct from ${seen}::timestamptz
      returning org_id`,
    claimedRow,
    { on },
  )
  return rows.length > 0
}

async function lookAt(by: Looking, changed: Date): Promise<void> {
  const known = await knownSince(by, changed)
  // What began before is looked at whole, so that its beginning stays.
  const first = Math.min(changed.getTime(), ...known.map(({ from }) => from.getTime()))
  const since = zonedStart(new Date(first - 3_600_000), "hour", by.zone)
  const found = await burningSince(by, since)
  await writeIncidents(by, known, found, since)
}

const fiveRow = z.object({
  provider: z.string(),
  route: z.string(),
  model: z.string().nullable(),
  at: z.date(),
  calls: z.bigint().transform(Number),
  faults: z.bigint().transform(Number),
})

interface Course extends IncidentPath {
  fives: Five[]
}

/** Five minutes by provider and route, and by model where `model` and `only` say so; each course oldest first. */
async function coursesSince(
  { on, scope }: Looking,
  since: Date,
  { model, only }: { model: Prisma.Sql; only: Prisma.Sql },
): Promise<Course[]> {
  const rows = await query(
    Prisma.sql`
      select x.provider, x.route, ${model} as model, x.bucket + make_interval(mins => 5 * p.at) as at,
        total(p.n::bigint) as calls, total(coalesce(f.n, 0)::bigint) as faults
      from health_hour x
      cross join lateral unnest(x.told_at, x.told_n) as p (at, n)
      left join lateral unnest(x.fault_at, x.fault_n) as f (at, n) on f.at = p.at
      where x.org_id = ${scope.orgId} and x.bucket >= ${since} and ${only}
      group by 1, 2, 3, 4 order by 4`,
    fiveRow,
    { on },
  )
  const courses = new Map<string, Course>()
  for (const { provider, route, model: name, at, calls, faults } of rows) {
    const text = JSON.stringify([provider, route, name])
    const course = courses.get(text) ?? { provider, route, model: name, fives: [] }
    course.fives.push({ at: at.getTime(), calls, faults })
    courses.set(text, course)
  }
  return [...courses.values()]
}

const TOGETHER = { model: Prisma.sql`null::text`, only: Prisma.sql`true` }

/** Models beside others of their route that had an hour with faults enough to be part of what opens an incident. */
function alone({ scope: { orgId } }: Looking, since: Date) {
  return {
    model: Prisma.sql`x.model`,
    only: Prisma.sql`(x.provider, x.route, x.model) in (
      select c.provider, c.route, c.model from health_hour c
      where c.org_id = ${orgId} and c.bucket >= ${since}
        and (select sum(f.n) from unnest(c.fault_n) as f (n)) >= ${FEWEST_FAST}
        and (c.provider, c.route) in (
          select o.provider, o.route from health_hour o where o.org_id = ${orgId} and o.bucket >= ${since}
          group by 1, 2 having count(distinct o.model) > 1))`,
  }
}

async function burningSince(by: Looking, since: Date): Promise<FoundIncident[]> {
  const now = by.now.getTime()
  const routes = await coursesSince(by, since, TOGETHER)
  const models = await coursesSince(by, since, alone(by, since))
  return routes.flatMap(({ provider, route, fives }) => {
    const whole = burningOf(fives, now)
    const own = models.filter((each) => each.provider === provider && each.route === route)
    return [
      ...whole.map((burning) => ({ provider, route, model: null, ...burning })),
      ...own.flatMap((each) =>
        burningAlone(each.fives, whole, now).map((burning) => ({
          ...{ provider, route, model: each.model },
          ...burning,
        })),
      ),
    ]
  })
}

const knownRow = z.object({
  id: z.int(),
  provider: z.string(),
  route: z.string(),
  model: z.string().nullable(),
  from: z.date(),
  until: z.date(),
  state: z.enum(INCIDENT_STATES),
  annotationId: z.int().nullable(),
})

function knownSince({ on, scope }: Looking, since: Date): Promise<KnownIncident[]> {
  return query(
    Prisma.sql`
      select i.id, i.provider, i.route, i.model, i.opened_at as "from", i.until_time as until, i.state,
        i.annotation_id as "annotationId"
      from incident i
      where i.org_id = ${scope.orgId} and (i.until_time >= ${since} or i.state = 'open') order by i.id`,
    knownRow,
    { on },
  )
}
