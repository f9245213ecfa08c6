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
    const one = narrow ? [{ dimension: each, operator: "=" as const, values: [entity] }] : []
    return { own, period, narrow, scope: { filters: [...conditions, ...one], each: narrow ? null : each } }
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
        for (const gate of own) {
          const key = narrow ? null : (gate.entity ?? null)
          const sums = answers[i]?.find((each) => each.key === key)?.sums
          found.push({ gate, spent: String(sums?.billed_pico ?? 0n) })
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

const endedRow = z.object({ id: z.string() })
const doneRow = z.object({ done: z.boolean() })

/**
 * Asks the ledger anew. Reservations are read before the spend, so that what they were settled by is in it; and
 * whoever begins last writes, so that no older answer stands over a newer.
 */
async function refresh(orgId: number, gates: readonly Gate[]): Promise<void> {
  const begun = Date.now()
  const ticket = await behindWall(orgId, (on) => nextId(on, orgId, "budget_refresh"))
  const now = new Date()
  const ended = await ownRows(
    orgId,
    Prisma.sql`select r.id from reservation r
      where r.org_id = ${orgId} and (r.settled_at is not null or r.expires_at <= ${now})`,
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

/** Resolves once the spend of these gates is at hand and at most five seconds old. */
export async function readied(orgId: number, gates: readonly Gate[]): Promise<void> {
  if (gates.length === 0) return
  const own = followed.get(orgId) ?? new Map<string, Followed>()
  followed.set(orgId, own)
  const now = Date.now()
  const keys = gates.map((gate) => {
    const key = JSON.stringify(gateKey(gate))
    own.set(key, { gate, at: own.get(key)?.at ?? 0, usedAt: now })
    return key
  })
  // One that runs may have begun before these were followed, and one may be overtaken by another process.
  for (let attempt = 0; oldest(orgId, keys) < now - STALE_MS; attempt += 1) {
    if (attempt >= 5) throw new Error("The spend of a budget could not be brought up to date.")
    await refreshAll(orgId)
  }
  if (oldest(orgId, keys) >= now - FRESH_MS) return
  refreshAll(orgId).catch((error: unknown) =>
    log.warn({ err: error, orgId }, "Budgets could not be refreshed."),
  )
}
