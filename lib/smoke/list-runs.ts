import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { RUN, runRow } from "./run-rows"
import { CHECKS, type SmokeRunSummary, type SmokeRunsAnswer, STATES } from "./schema"
import { faultsOf } from "./verdict"

const countRow = z.object({ runs: z.bigint() })
const routeStatesRow = z.object({
  run_id: z.int(),
  label: z.string(),
  route: z.string(),
  model: z.string(),
  states: z.partialRecord(z.enum(CHECKS), z.enum(STATES)),
})
type RouteStates = z.output<typeof routeStatesRow>

/** The newest runs, and how each route of them did. Probes concern routes, no team's spend: every member sees them. */
export async function listSmokeRuns({ orgId }: Scope, limit: number): Promise<SmokeRunsAnswer> {
  const [runs, [count]] = await Promise.all([
    ownRows(
      orgId,
      Prisma.sql`select ${RUN} from smoke_run r where r.org_id = ${orgId}
        order by r.started_at desc, r.id desc limit ${limit}`,
      runRow,
    ),
    ownRows(orgId, Prisma.sql`select count(*) as runs from smoke_run r where r.org_id = ${orgId}`, countRow),
  ])
  const ids = runs.map(({ id }) => id)
  const routes = await readStates(orgId, ids)
  const withRoutes = runs.map((run) => {
    const own = routes.filter(({ run_id }) => run_id === run.id)
    return { ...run, faults: faultsOf({ routes: own.map(judged) }).length, routes: own.map(toCounts) }
  })
  return { runs: withRoutes, total: Number(count?.runs ?? 0n) }
}

function readStates(orgId: number, ids: readonly number[]) {
  return ownRows(
    orgId,
    Prisma.sql`select t.run_id, t.label, t.route, t.model,
        coalesce(jsonb_object_agg(c."check", c.state) filter (where c.state is not null), '{}'::jsonb) as states
      from smoke_route t
      left join smoke_cell c on c.org_id = t.org_id and c.run_id = t.run_id and c.position = t.position
      where t.org_id = ${orgId} and t.run_id = any (${ids}::integer[])
      group by t.run_id, t.position, t.label, t.route, t.model order by t.run_id, t.position`,
    routeStatesRow,
  )
}

function judged({ label, states }: RouteStates) {
  const cells = CHECKS.flatMap((check) => {
    const state = states[check]
    return state ? [{ check, state }] : []
  })
  return { label, cells }
}

function toCounts({ label, route, model, states }: RouteStates): SmokeRunSummary["routes"][number] {
  const all = Object.values(states)
  const counts = { pass: 0, fail: 0, missing: 0, untested: 0 }
  for (const state of all) counts[state] += 1
  return { label, route, model, states: counts }
}
