import "server-only"
import * as z from "zod"
import { mintScope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query, transaction } from "@/lib/db/query"
import { eachOrganisation } from "@/lib/rollups/each-organisation"
import { conditionsOf } from "@/lib/spend/dimensions"
import { parseFilter } from "@/lib/spend/filter"
import { labelsOf } from "@/lib/spend/labels"
import type { Filter } from "@/lib/spend/schema"
import { addUnits, zonedStart } from "@/lib/time"
import { allocate, type OpenGrant } from "./allocate"
import { linesOf, type UseChange, type UsedRow, usedBefore, usesIn, writeChanges } from "./rows"

const grantingRow = z.object({ org_id: z.number() })

/**
 * Brings what the grants pay level with the ledger, organisation by organisation. A call that arrives late or is
 * corrected moves what is paid after it as well; the differences are signed rows, so that the cubes only add.
 */
export async function applyCredits(): Promise<void> {
  const granting = await query(
    Prisma.sql`select o.id as org_id from organisation o
      where exists (select 1 from credit_grant g where g.org_id = o.id)`,
    grantingRow,
  )
  await eachOrganisation(granting, "Credits could not be applied", ({ org_id }) =>
    transaction((on) => applyTo(on, org_id), ingestPool()),
  )
}

const grantRow = z.object({
  id: z.number(),
  scope: z.array(z.string()),
  money: z.string().transform(BigInt).nullable(),
  tokens: z.bigint().nullable(),
  startsAt: z.date(),
  expiresAt: z.date().nullable(),
  withdrawn: z.boolean(),
  applied: z.boolean(),
})
type Grant = z.output<typeof grantRow>

const idRow = z.object({ id: z.number() })
const lockRow = z.object({ locked: z.boolean() })

function readGrants(on: Connection, orgId: number): Promise<Grant[]> {
  return query(
    Prisma.sql`select g.id, g.scope, g.amount_pico as money, g.tokens, g.starts_at as "startsAt",
        g.expires_at as "expiresAt", g.withdrawn_at is not null as withdrawn, g.applied_at is not null as applied
      from credit_grant g where g.org_id = ${orgId} order by g.id`,
    grantRow,
    { on },
  )
}

async function contextsOf(on: Connection, orgId: number, { scope }: Grant): Promise<Set<number>> {
  const filters = scope.map(parseFilter).filter((filter): filter is Filter => filter !== null)
  const asker = mintScope(orgId, { kind: "system", job: "credits" })
  const labels = await labelsOf(
    asker,
    filters.map(({ dimension }) => dimension),
  )
  const rows = await query(
    Prisma.sql`select x.id from context x where x.org_id = ${orgId} and ${conditionsOf(labels.conditions(filters), "context")}`,
    idRow,
    { on },
  )
  return new Set(rows.map(({ id }) => id))
}

const dayRow = z.object({
  day: z.date(),
  version: z.bigint(),
  at: z.date(),
  zone: z.string(),
  seen: z
    .boolean()
    .nullable()
    .transform((seen) => seen === true),
})
type Day = z.output<typeof dayRow>

/** Days of the ledger from the one that holds an instant, the zone they are days of, and whether the grants were walked over them as they are. */
function readDays(on: Connection, orgId: number, from: Date): Promise<Day[]> {
  return query(
    Prisma.sql`select v.day, v.version, v.at, o.zone, s.version is not distinct from v.version and s.at = v.at as seen
      from cube_version v
      join organisation o on o.id = ${orgId}
      left join credit_day s on s.org_id = ${orgId} and s.day = v.day
      where v.org_id = ${orgId} and v.day >= date_trunc('day', ${from}::timestamptz, o.zone) order by v.day`,
    dayRow,
    { on },
  )
}

const lineId = (grantId: number, time: Date, key: bigint, line: number) =>
  `${grantId} ${time.getTime()} ${key} ${line}`

/** What must be added to the uses that are kept to make them those that should be. */
function changesOf(kept: readonly UsedRow[], wanted: ReturnType<typeof allocate>): UseChange[] {
  const changes = new Map<string, UseChange>()
  for (const { grant_id: grantId, time, key, line, billed, tokens } of kept) {
    const change = { grantId, time, key, line, billed: -billed, tokens: -tokens }
    changes.set(lineId(grantId, time, key, line), change)
  }
  for (const { grantId, line, billed, tokens } of wanted) {
    const { time, key } = line
    const id = lineId(grantId, time, key, line.line)
    const change = changes.get(id) ?? { grantId, time, key, line: line.line, billed: 0n, tokens: 0n }
    changes.set(id, { ...change, billed: change.billed + billed, tokens: change.tokens + tokens })
  }
  return [...changes.values()].filter(({ billed, tokens }) => billed !== 0n || tokens !== 0n)
}

interface Walk {
  on: Connection
  orgId: number
  grants: readonly Grant[]
  contexts: ReadonlyMap<number, ReadonlySet<number>>
  all: readonly number[]
}

async function openAt({ on, orgId, grants, contexts }: Walk, day: Date): Promise<OpenGrant[]> {
  const used = await usedBefore(on, orgId, day)
  return grants
    .filter(({ withdrawn }) => !withdrawn)
    .map(({ id, money, tokens, startsAt, expiresAt }) => ({
      ...{ id, startsAt, expiresAt, contexts: contexts.get(id) ?? new Set<number>() },
      money: money === null ? null : money - (used.get(id)?.billed ?? 0n),
      tokens: tokens === null ? null : tokens - (used.get(id)?.tokens ?? 0n),
    }))
}

/** True where the day left every grant with something else than before: the days after it follow. */
async function walkDay(walk: Walk, { day, zone }: Day): Promise<boolean> {
  const { on, orgId, all } = walk
  const stretch = { from: day, to: addUnits(day, "day", 1, zone) }
  const kept = await usesIn(on, orgId, stretch)
  const open = (await openAt(walk, day)).filter(
    ({ money, tokens, startsAt, expiresAt }) =>
      (money ?? tokens ?? 0n) > 0n && startsAt < stretch.to && (expiresAt === null || expiresAt > day),
  )
  const lines = open.length > 0 ? await linesOf(on, orgId, stretch, all) : []
  const changes = changesOf(kept, allocate(lines, open))
  await writeChanges(on, orgId, changes)
  return changes.length > 0
}

async function markSeen(on: Connection, orgId: number, days: readonly Day[]): Promise<void> {
  await execute(
    Prisma.sql`insert into credit_day (org_id, day, version, at)
      select ${orgId}::integer, d.day, d.version, d.at
      from unnest(${days.map(({ day }) => day)}::timestamptz[], ${days.map(({ version }) => version)}::bigint[],
        ${days.map(({ at }) => at)}::timestamptz[]) as d (day, version, at)
      on conflict (org_id, day) do update set version = excluded.version, at = excluded.at`,
    { on },
  )
  await execute(
    Prisma.sql`update credit_grant set applied_at = ${new Date()} where org_id = ${orgId} and applied_at is null`,
    {
      on,
    },
  )
}

async function applyTo(on: Connection, orgId: number): Promise<void> {
  const [lock] = await query(
    Prisma.sql`select pg_try_advisory_xact_lock(hashtext('credit'), ${orgId}::integer) as locked`,
    lockRow,
    { on },
  )
  const grants = lock?.locked ? await readGrants(on, orgId) : []
  const first = grants.map(({ startsAt }) => startsAt).sort((a, b) => a.getTime() - b.getTime())[0]
  if (!first) return
  const fresh = grants.filter(({ applied }) => !applied).map(({ startsAt }) => startsAt.getTime())
  const freshFrom = fresh.length > 0 ? new Date(Math.min(...fresh)) : null
  const days = await readDays(on, orgId, first)
  const stale = ({ day, seen, zone }: Day) =>
    !seen || (freshFrom !== null && day >= zonedStart(freshFrom, "day", zone))
  if (!days.some(stale) && freshFrom === null) return
  const contexts = new Map<number, Set<number>>()
  for (const grant of grants) contexts.set(grant.id, await contextsOf(on, orgId, grant))
  const all = [...new Set([...contexts.values()].flatMap((ids) => [...ids]))]
  const walk = { on, orgId, grants, contexts, all }
  let moved = false
  for (const each of days) {
    if (!moved && !stale(each)) continue
    moved = (await walkDay(walk, each)) || moved
  }
  await markSeen(on, orgId, days)
}
