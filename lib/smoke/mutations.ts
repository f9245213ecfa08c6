import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { nextId } from "@/lib/auth/next-id"
import { requireRole } from "@/lib/auth/require-role"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { parseDecimal, toPico } from "@/lib/money"
import { redactExchange, redactLooks } from "./redact"
import type { Cell, RouteResult, SmokeRunInput } from "./schema"

/** Of an organisation; the oldest make room for a new one. */
const MOST_RUNS = 200
const AHEAD_MS = 300_000
export const RUN_KEEPERS = ["owner", "admin", "engineer"] as const

const picoOf = (usd: string) => toPico(parseDecimal(usd))

const idRow = z.object({ id: z.int() })

async function insertRun(on: Connection, orgId: number, id: number, run: SmokeRunInput): Promise<void> {
  const { run_key, name, started_at, ended_at, repeat, cap, spent, unpriced_calls, stopped } = run
  await execute(
    Prisma.sql`insert into smoke_run (org_id, id, run_key, name, started_at, ended_at, posted_at, repeat, cap_pico,
        spent_pico, unpriced_calls, stopped)
      values (${orgId}, ${id}, ${run_key}::uuid, ${name}, ${new Date(started_at)}, ${new Date(ended_at)},
        ${new Date()}, ${repeat}, ${picoOf(cap)}::numeric, ${picoOf(spent)}::numeric, ${unpriced_calls}, ${stopped})`,
    { on },
  )
}

async function insertRoute(
  on: Connection,
  { orgId, runId, position }: { orgId: number; runId: number; position: number },
  route: RouteResult,
): Promise<void> {
  const { calls, p50_ms, p95_ms, first_token_p50_ms, added_p50_ms, added_p95_ms } = route.latency
  await execute(
    Prisma.sql`insert into smoke_route (org_id, run_id, position, label, route, provider, model, protocol, base_url,
        calls, spent_pico, unpriced_calls, latency_calls, p50_ms, p95_ms, first_token_p50_ms, added_p50_ms, added_p95_ms)
      values (${orgId}, ${runId}, ${position}, ${route.label}, ${route.route}, ${route.provider}, ${route.model},
        ${route.protocol}, ${redactLooks(route.base_url)}, ${route.calls}, ${picoOf(route.spent)}::numeric,
        ${route.unpriced_calls}, ${calls}, ${p50_ms}, ${p95_ms}, ${first_token_p50_ms}, ${added_p50_ms}, ${added_p95_ms})`,
    { on },
  )
  await execute(
    Prisma.sql`insert into smoke_cell (org_id, run_id, position, "check", state, sentence, facts, exchanges)
      select ${orgId}, ${runId}, ${position}, c."check", c.state, c.sentence, c.facts, c.exchanges
      from jsonb_to_recordset(${JSON.stringify(route.cells.map(redacted))}::jsonb)
        as c ("check" text, state text, sentence text, facts jsonb, exchanges jsonb)`,
    { on },
  )
}

/** Whoever ran it has taken its secrets out by their values; what still looks like one is taken out here. */
function redacted({ sentence, facts, exchanges, ...cell }: Cell): Cell {
  const values = Object.entries(facts).map(([name, value]) => [name, redactLooks(value)])
  return {
    ...cell,
    sentence: redactLooks(sentence),
    facts: Object.fromEntries(values),
    exchanges: exchanges.map((each) => redactExchange(each, redactLooks)),
  }
}

const TABLES = [Prisma.sql`smoke_cell`, Prisma.sql`smoke_route`] as const

async function removeRuns(on: Connection, orgId: number, ids: readonly number[]): Promise<void> {
  for (const table of TABLES) {
    await execute(
      Prisma.sql`delete from ${table} t where t.org_id = ${orgId} and t.run_id = any (${ids}::integer[])`,
      { on },
    )
  }
  await execute(
    Prisma.sql`delete from smoke_run r where r.org_id = ${orgId} and r.id = any (${ids}::integer[])`,
    { on },
  )
}

async function makeRoom(on: Connection, orgId: number): Promise<void> {
  const old = await query(
    Prisma.sql`select r.id from smoke_run r where r.org_id = ${orgId}
      order by r.started_at desc, r.id desc offset ${MOST_RUNS}`,
    idRow,
    { on },
  )
  if (old.length > 0)
    await removeRuns(
      on,
      orgId,
      old.map(({ id }) => id),
    )
}

/** A run of the future would stand before every real one. Clocks differ. */
function requireOver({ ended_at }: SmokeRunInput): void {
  if (Date.parse(ended_at) <= Date.now() + AHEAD_MS) return
  const detail = "The run ends in the future: set the clock of the machine that ran it."
  throw new AppError("invalid", detail, { errors: [{ pointer: "/ended_at", detail }] })
}

/** Keeps a run with all its results. Posted again under the same key it changes nothing. */
export async function postSmokeRun(
  scope: Scope,
  run: SmokeRunInput,
): Promise<{ id: number; duplicate: boolean }> {
  requireOver(run)
  const { orgId } = scope
  return changeInTurn(orgId, async (on) => {
    const [known] = await query(
      Prisma.sql`select r.id from smoke_run r where r.org_id = ${orgId} and r.run_key = ${run.run_key}::uuid`,
      idRow,
      { on },
    )
    if (known) return { id: known.id, duplicate: true }
    const id = await nextId(on, orgId, "smoke_run")
    await insertRun(on, orgId, id, run)
    for (const [position, route] of run.routes.entries()) {
      await insertRoute(on, { orgId, runId: id, position }, route)
    }
    await makeRoom(on, orgId)
    const after = { name: run.name, routes: run.routes.map(({ label }) => label), spent_usd: run.spent }
    await recordAudit(on, scope, { action: "smoke.post", subject: `smoke run ${id}`, after })
    return { id, duplicate: false }
  })
}

/** Deletes a run with its results; what it said no longer counts. Throws `not_found`. */
export async function deleteSmokeRun(scope: Scope, id: number): Promise<void> {
  requireRole(scope, RUN_KEEPERS)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const [found] = await query(
      Prisma.sql`select r.name from smoke_run r where r.org_id = ${orgId} and r.id = ${id}`,
      z.object({ name: z.string().nullable() }),
      { on },
    )
    if (!found) throw new AppError("not_found", "There is no such run.")
    await removeRuns(on, orgId, [id])
    await recordAudit(on, scope, { action: "smoke.delete", subject: `smoke run ${id}`, before: found })
  })
}
