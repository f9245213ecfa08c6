import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { RUN, runRow, usd } from "./run-rows"
import {
  type Cell,
  CHECKS,
  exchange,
  FEATURES,
  PROTOCOLS,
  type RouteFinding,
  type RouteResult,
  type SmokeRun,
  STATES,
} from "./schema"

const ms = z.number().nullable()
const routeRow = z.object({
  run_id: z.int(),
  position: z.int(),
  label: z.string(),
  route: z.string(),
  provider: z.string(),
  model: z.string(),
  protocol: z.enum(PROTOCOLS),
  base_url: z.string(),
  calls: z.int(),
  spent: usd,
  unpriced_calls: z.int(),
  latency_calls: z.int(),
  ...{ p50_ms: ms, p95_ms: ms, first_token_p50_ms: ms, added_p50_ms: ms, added_p95_ms: ms },
})
const cellRow = z.object({
  run_id: z.int(),
  position: z.int(),
  check: z.enum(CHECKS),
  state: z.enum(STATES),
  sentence: z.string(),
  facts: z.record(z.string(), z.string()),
  exchanges: z.array(exchange),
})

/** The runs of these numbers that there are, in the order asked for. `exchanges` are left empty unless wanted. */
export async function readSmokeRuns(
  { orgId }: Scope,
  ids: readonly number[],
  { exchanges = false }: { exchanges?: boolean } = {},
): Promise<SmokeRun[]> {
  const kept = exchanges ? Prisma.sql`c.exchanges` : Prisma.sql`'[]'::jsonb as exchanges`
  const [runs, routes, cells] = await Promise.all([
    ownRows(
      orgId,
      Prisma.sql`select ${RUN} from smoke_run r where r.org_id = ${orgId} and r.id = any (${ids}::integer[])`,
      runRow,
    ),
    ownRows(
      orgId,
      Prisma.sql`select t.run_id, t.position, t.label, t.route, t.provider, t.model, t.protocol, t.base_url, t.calls,
          t.spent_pico::text as spent, t.unpriced_calls, t.latency_calls, t.p50_ms, t.p95_ms, t.first_token_p50_ms,
          t.added_p50_ms, t.added_p95_ms
        from smoke_route t where t.org_id = ${orgId} and t.run_id = any (${ids}::integer[]) order by t.position`,
      routeRow,
    ),
    ownRows(
      orgId,
      Prisma.sql`select c.run_id, c.position, c."check", c.state, c.sentence, c.facts, ${kept}
        from smoke_cell c where c.org_id = ${orgId} and c.run_id = any (${ids}::integer[])`,
      cellRow,
    ),
  ])
  return ids.flatMap((id) => {
    const run = runs.find((each) => each.id === id)
    const own = routes.filter(({ run_id }) => run_id === id)
    return run ? [{ ...run, routes: own.map((route) => toRoute(route, cells)) }] : []
  })
}

function toRoute(row: z.output<typeof routeRow>, cells: readonly z.output<typeof cellRow>[]): RouteResult {
  const {
    run_id,
    position,
    latency_calls,
    p50_ms,
    p95_ms,
    first_token_p50_ms,
    added_p50_ms,
    added_p95_ms,
    ...told
  } = row
  const own = cells
    .filter((cell) => cell.run_id === run_id && cell.position === position)
    .sort((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check))
    .map(({ run_id: _, position: __, ...cell }): Cell => cell)
  const latency = { calls: latency_calls, p50_ms, p95_ms, first_token_p50_ms, added_p50_ms, added_p95_ms }
  return { ...told, latency, cells: own }
}

/** One run with every exchange. Throws `not_found`. */
export async function getSmokeRun(scope: Scope, id: number): Promise<SmokeRun> {
  const [run] = await readSmokeRuns(scope, [id], { exchanges: true })
  if (run) return run
  throw new AppError("not_found", "There is no such run.")
}

/** One result with what was sent and what came back; null where there is none. */
export async function findSmokeCell(
  { orgId }: Scope,
  { runId, position, check }: { runId: number; position: number; check: Cell["check"] },
): Promise<Cell | null> {
  const [found] = await ownRows(
    orgId,
    Prisma.sql`select c.run_id, c.position, c."check", c.state, c.sentence, c.facts, c.exchanges from smoke_cell c
      where c.org_id = ${orgId} and c.run_id = ${runId} and c.position = ${position} and c."check" = ${check}`,
    cellRow,
  )
  if (!found) return null
  const { run_id: _, position: __, ...cell } = found
  return cell
}

const findingRow = z.object({
  route: z.string(),
  provider: z.string(),
  model: z.string(),
  missing: z.array(z.object({ check: z.enum(FEATURES), runId: z.int(), position: z.int() })),
  present: z.array(z.enum(FEATURES)),
  added_p50_ms: ms,
  added_p95_ms: ms,
  last_run_id: z.int(),
  last_run_at: z.date(),
})

/**
 * What each route was last found to lack and to add, by the model it was tried with. A feature that the newest run
 * left untested counts as the newest run found it that tested it. Empty without runs: nothing is known then.
 */
export async function routeFindings({ orgId }: Scope): Promise<RouteFinding[]> {
  const rows = await ownRows(
    orgId,
    Prisma.sql`
      with tried as (
        select t.route, t.provider, t.model, t.run_id, t.position, t.added_p50_ms, t.added_p95_ms, r.started_at
        from smoke_route t join smoke_run r on r.org_id = t.org_id and r.id = t.run_id
        where t.org_id = ${orgId} and r.org_id = ${orgId}
      ), feature as (
        select distinct on (t.route, t.provider, t.model, c."check") t.route, t.provider, t.model, c."check", c.state, t.run_id, t.position
        from tried t join smoke_cell c on c.run_id = t.run_id and c.position = t.position
        where c.org_id = ${orgId} and c.state <> 'untested' and c."check" = any (${[...FEATURES]}::text[])
        order by t.route, t.provider, t.model, c."check", t.started_at desc, t.run_id desc, c.state = 'pass'
      ), added as (
        select distinct on (t.route, t.provider, t.model) t.route, t.provider, t.model, t.added_p50_ms, t.added_p95_ms
        from tried t where t.added_p50_ms is not null
        order by t.route, t.provider, t.model, t.started_at desc, t.run_id desc, t.position
      ), last as (
        select distinct on (t.route, t.provider, t.model) t.route, t.provider, t.model, t.run_id, t.started_at
        from tried t order by t.route, t.provider, t.model, t.started_at desc, t.run_id desc
      )
      select l.route, l.provider, l.model, a.added_p50_ms, a.added_p95_ms, l.run_id as last_run_id,
        l.started_at as last_run_at,
        coalesce((select jsonb_agg(jsonb_build_object('check', f."check", 'runId', f.run_id, 'position', f.position))
          from feature f where f.route = l.route and f.provider = l.provider and f.model = l.model
          and f.state <> 'pass'), '[]') as missing,
        array(select f."check" from feature f where f.route = l.route and f.provider = l.provider
          and f.model = l.model and f.state = 'pass') as present
      from last l left join added a on a.route = l.route and a.provider = l.provider and a.model = l.model
      order by l.route, l.provider, l.model`,
    findingRow,
  )
  return rows.map(({ added_p50_ms, added_p95_ms, last_run_id, last_run_at, missing, present, ...told }) => ({
    ...told,
    missing: inOrder(missing.map(({ check }) => check)),
    missingIn: missing.toSorted((a, b) => FEATURES.indexOf(a.check) - FEATURES.indexOf(b.check)),
    present: inOrder(present),
    addedP50Ms: added_p50_ms,
    addedP95Ms: added_p95_ms,
    lastRunId: last_run_id,
    lastRunAt: last_run_at,
  }))
}

function inOrder(found: readonly RouteFinding["missing"][number][]): RouteFinding["missing"] {
  return FEATURES.filter((feature) => found.includes(feature))
}
