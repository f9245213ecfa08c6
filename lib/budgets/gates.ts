import "server-only"
import * as z from "zod"
import { nextId } from "@/lib/auth/next-id"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { behindWall, ownRows } from "@/lib/db/wall"
import { log } from "@/lib/log"
import { spendOfScopes } from "@/lib/spend/scopes"
import { decider, type WeighedBudget } from "./deciding"
import type { Period } from "./periods"

/** One budget, entity and period that a call is weighed against. */
export interface Gate {
  budget: WeighedBudget
  period: Period
  /** Undefined without a fan-out. */
  entity: string | null | undefined
}

/** Spend this old is brought up to date behind the answer, and this old before it. */
const FRESH_MS = 1_000
const STALE_MS = 5_000
/** A gate that nobody asks for is no longer followed. */
const IDLE_MS = 60_000
/** So many entities of an organisation are followed at once; further ones take the place of those asked for longest ago. */
const MOST_ENTITIES = 2_000
/** Reservations that have ended are freed so many at a time. */
const MOST_ENDED = 5_000
/** Gates that nobody followed for an hour are cleared away every minute, in small steps. */
const CLEAR_MS = 60_000
const CLEARED_AT_ONCE = 1_000
const MOST_STEPS = 20

interface Followed {
  gate: Gate
  /** When the ledger was last asked. */
  at: number
  usedAt: number
}

const followed = new Map<number, Map<string, Followed>>()
const refreshing = new Map<number, Promise<void>>()

export function entityText({ entity }: Gate): string {
  return entity === undefined ? "" : entity === null ? "~" : `=${entity}`
}

export function gateKey(gate: Gate): { budget: number; start: string; entity: string } {
  return { budget: gate.budget.id, start: gate.period.from.toISOString(), entity: entityText(gate) }
}

/** Each gate's spend by the ledger: of a budget whose gates are several, all entities in one question. */
async function spentOf(orgId: number, gates: readonly Gate[]): Promise<{ gate: Gate; spent: string }[]> {
  const groups = new Map<string, Gate[]>()
  for (const gate of gates) {
    const key = `${gate.budget.id} ${gate.period.from.getTime()}`
    groups.set(key, [...(groups.get(key) ?? []), gate])
  }
  const asked = [...groups.values()].map((own) => {
    const [{ budget, period, entity }] = own as [Gate]
    const { each, conditions } = budget
    const narrow = own.length === 1 && each !== null && entity !== undefined
    const values = own.map((gate) => gate.entity ?? null)
    const those = each === null ? [] : [{ dimension: each, operator: "=" as const, values }]
    return { own, period, narrow, scope: { filters: [...conditions, ...those], each: narrow ? null : each } }
  })
  const found: { gate: Gate; spent: string }[] = []
  for (const start of new Set(asked.map(({ period }) => period.from.getTime()))) {
    const running = asked.filter(({ period }) => period.from.getTime() === start)
    for (const end of new Set(running.map(({ period }) => period.to.getTime()))) {
      const same = running.filter(({ period }) => period.to.getTime() === end)
      const answers = await spendOfScopes(
        decider(orgId),
        { from: new Date(start), to: new Date(end) },
        same.map(({ scope }) => scope),
      )
      same.forEach(({ own, narrow }, i) => {
        const byKey = new Map(answers[i]?.map(({ key, sums }) => [key, sums.billed_pico]))
        for (const gate of own) {
          const key = narrow ? null : (gate.entity ?? null)
          found.push({ gate, spent: String(byKey.get(key) ?? 0n) })
        }
      })
    }
  }
  return found
}

/** A reservation is lost with a machine that crashes in that very moment, and would expire in minutes. */
export async function hastened(on: Connection): Promise<void> {
  await execute(Prisma.sql`set local synchronous_commit = off`, { on })
}

const cleared = new Map<number, number>()

/** Clears gates away that nobody followed for an hour. Locks in use are passed by: nobody waits for it. */
async function clearIdle(orgId: number): Promise<void> {
  const now = Date.now()
  if (now - (cleared.get(orgId) ?? 0) < CLEAR_MS) return
  cleared.set(orgId, now)
  const before = new Date(now - 3_600_000)
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const gone = await behindWall(orgId, (on) =>
      execute(
        Prisma.sql`with idle as materialized (
            select g.budget_id, g.period_start, g.entity from budget_gate g
            where g.org_id = ${orgId} and g.held_pico = 0 and g.as_of < ${before}
            limit ${CLEARED_AT_ONCE} for update skip locked)
          delete from budget_gate g using idle i where g.org_id = ${orgId} and g.budget_id = i.budget_id
            and g.period_start = i.period_start and g.entity = i.entity`,
        { on },
      ),
    )
    if (gone < CLEARED_AT_ONCE) return
  }
  cleared.delete(orgId)
}

const endedRow = z.object({ id: z.string() })
const doneRow = z.object({ done: z.boolean() })

/**
 * Asks the ledger anew. Reservations are read before the spend, so that what they were settled by is in it; and
 * what was asked earlier is not written over what was asked later.
 */
async function refresh(orgId: number, gates: readonly Gate[]): Promise<void> {
  const begun = Date.now()
  const ticket = await behindWall(orgId, (on) => nextId(on, orgId, "budget_refresh"))
  const now = new Date()
  const ended = await ownRows(
    orgId,
    Prisma.sql`select r.id from reservation r
      where r.org_id = ${orgId} and (r.settled_at is not null or r.expires_at <= ${now})
      order by coalesce(r.settled_at, r.expires_at) limit ${MOST_ENDED}`,
    endedRow,
    { pool: accountPool() },
  )
  const spent = await spentOf(orgId, gates)
  const rows = spent.map(({ gate, spent }) => ({ ...gateKey(gate), spent }))
  const [answer] = await behindWall(orgId, async (on) => {
    await hastened(on)
    const statement = Prisma.sql`select budget_refresh(${orgId}, ${ticket}, ${now}, ${JSON.stringify(rows)}::jsonb,
      ${ended.map(({ id }) => id)}::text[]) as done`
    return query(statement, doneRow, { on })
  })
  if (!answer?.done) return
  const own = followed.get(orgId)
  for (const { gate } of spent) {
    const known = own?.get(JSON.stringify(gateKey(gate)))
    if (known) known.at = begun
  }
}

/** One at a time for an organisation, over every gate that was asked for lately. */
function refreshAll(orgId: number): Promise<void> {
  const running = refreshing.get(orgId)
  if (running) return running
  const own = followed.get(orgId) ?? new Map<string, Followed>()
  const now = Date.now()
  for (const [key, { usedAt }] of own) if (now - usedAt > IDLE_MS) own.delete(key)
  clearIdle(orgId).catch((error: unknown) =>
    log.warn({ err: error, orgId }, "Old gates of budgets could not be cleared away."),
  )
  const next = refresh(
    orgId,
    [...own.values()].map(({ gate }) => gate),
  ).finally(() => refreshing.delete(orgId))
  refreshing.set(orgId, next)
  return next
}

function oldest(orgId: number, keys: readonly string[]): number {
  const own = followed.get(orgId)
  return Math.min(...keys.map((key) => own?.get(key)?.at ?? 0))
}

/** Those asked for longest ago come first. Entities that are in use keep their places. */
function makeRoom(own: Map<string, Followed>, now: number): boolean {
  if (own.size < MOST_ENTITIES) return true
  for (const [key, { gate, usedAt }] of own) {
    if (now - usedAt <= STALE_MS) return false
    if (gate.entity === undefined) continue
    own.delete(key)
    return true
  }
  return false
}

/** The keys of the gates that are followed from now on; budgets without a fan-out always are. */
function follow(own: Map<string, Followed>, gates: readonly Gate[], now: number): Map<Gate, string> {
  const keys = new Map<Gate, string>()
  for (const gate of gates) {
    const key = JSON.stringify(gateKey(gate))
    const known = own.get(key)
    if (!known && gate.entity !== undefined && !makeRoom(own, now)) continue
    own.delete(key)
    own.set(key, { gate, at: known?.at ?? 0, usedAt: now })
    keys.set(gate, key)
  }
  return keys
}

/**
 * Those of the gates whose spend is at hand and at most five seconds old. Left out are entities beyond what is
 * followed at once, and what could not be brought up to date in time.
 */
export async function readied(orgId: number, gates: readonly Gate[]): Promise<Set<Gate>> {
  if (gates.length === 0) return new Set()
  const own = followed.get(orgId) ?? new Map<string, Followed>()
  followed.set(orgId, own)
  const now = Date.now()
  const keys = follow(own, gates, now)
  const asked = [...keys.values()]
  // One that runs may have begun before these were followed, and one may be overtaken by another process.
  for (let attempt = 0; attempt < 5 && oldest(orgId, asked) < now - STALE_MS; attempt += 1) {
    await refreshAll(orgId)
  }
  if (oldest(orgId, asked) < now - FRESH_MS) {
    refreshAll(orgId).catch((error: unknown) =>
      log.warn({ err: error, orgId }, "Budgets could not be refreshed."),
    )
  }
  return new Set([...keys].filter(([, key]) => oldest(orgId, [key]) >= now - STALE_MS).map(([gate]) => gate))
}
