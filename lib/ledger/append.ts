import "server-only"
import { randomBytes } from "node:crypto"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { log } from "@/lib/log"
import { createBatcher } from "./batcher"
import { contexts, endUsers, prices, sessions } from "./dictionaries"
import { derivedSenderId, eventDigest, payloadDigest, responseDigests, spanDigest } from "./identity"
import { admit } from "./limits"
import { mergeReports } from "./merge/merge-reports"
import { ensureMonths } from "./months"
import { isPassing } from "./passing"
import type { PlacedEvent } from "./rows"
import { appendStatement } from "./rows"
import { settleReservations, settlesAny } from "./settle"
import type { EventDraft } from "./usage-event"

/** `reported`: another report of a call that the ledger already holds; `crowded`: one too many, of which nothing is kept. */
export type Outcome = "stored" | "duplicate" | "conflict" | "reported" | "already_corrected" | "crowded"

export interface Appended {
  outcome: Outcome
  /** Names the event as stored, or as it stood before. */
  key: bigint
}

const OUTCOMES: readonly (Outcome | "collision")[] = [
  "stored",
  "duplicate",
  "conflict",
  "collision",
  "reported",
  "already_corrected",
  "crowded",
]

type Unplaced = Omit<PlacedEvent, "userId" | "sessionId" | "contextIds" | "priceIds"> & {
  keyId: number | null
}

function place(sourceId: number, keyId: number | null, draft: EventDraft): Unplaced {
  const { event, provider, responseId } = draft
  const senderId = event.senderId ?? derivedSenderId(provider, responseId, event.time)
  const digest = eventDigest(sourceId, senderId ?? `random:${randomBytes(16).toString("hex")}`)
  const isUsage = event.type === "usage"
  return {
    sourceId,
    keyId,
    draft,
    digest,
    key: digest.key,
    payload: payloadDigest(event.body),
    response: isUsage && responseId ? responseDigests(provider, responseId, event.time) : null,
    span: isUsage && event.span ? spanDigest(event.span.traceId, event.span.spanId) : null,
    targetKey: isUsage || event.targetId === null ? null : eventDigest(sourceId, event.targetId).key,
    deduplicable: senderId !== null,
  }
}

async function number(client: Connection, orgId: number, events: Unplaced[]): Promise<PlacedEvent[]> {
  const named = await admit(client, orgId, events)
  const flat = named.flatMap((entry) => entry.contexts)
  const contextIds = await contexts.resolve(client, orgId, flat)
  const snapshots = events.flatMap((e) => e.draft.charges.flatMap((c) => (c.price ? [c.price] : [])))
  const priceIds = await prices.resolve(client, orgId, snapshots)
  const users = named.flatMap((entry) => (entry.user === null ? [] : [entry.user]))
  const userIds = await endUsers.resolve(client, orgId, users)
  const texts = events.flatMap((e) => (e.draft.event.session === null ? [] : [e.draft.event.session]))
  const sessionIds = await sessions.resolve(client, orgId, texts)

  let context = 0
  let price = 0
  let user = 0
  let session = 0
  return events.map((event, i) => ({
    ...event,
    contextIds: event.draft.charges.map(() => contextIds[context++] ?? 0),
    priceIds: event.draft.charges.map((charge) => (charge.price ? (priceIds[price++] ?? null) : null)),
    userId: named[i]?.user === null ? null : (userIds[user++] ?? null),
    sessionId: event.draft.event.session === null ? null : (sessionIds[session++] ?? null),
  }))
}

const stateRow = z.object({ state: z.array(z.number()) })

/** What was reserved for the calls is settled with them, or neither is kept. */
async function appendAndSettle(client: Connection, orgId: number, events: PlacedEvent[]) {
  const statement = appendStatement(orgId, events, new Date())
  const drafts = events.map(({ draft }) => draft)
  if (!settlesAny(drafts)) return query(statement, stateRow, { on: client, prepare: true })
  await execute(Prisma.sql`begin`, { on: client })
  try {
    const answer = await query(statement, stateRow, { on: client, prepare: true })
    await settleReservations(client, orgId, drafts)
    await execute(Prisma.sql`commit`, { on: client })
    return answer
  } catch (error) {
    // The connection is given up by the caller where this fails as well.
    await execute(Prisma.sql`rollback`, { on: client }).catch(() => undefined)
    throw error
  }
}

async function writeOnce(client: Connection, orgId: number, events: PlacedEvent[]): Promise<number[]> {
  const [answer] = await appendAndSettle(client, orgId, events)
  const state = answer?.state
  if (!state || state.length !== events.length) throw new Error("The ledger did not answer for every event.")
  return state
}

/** Writes events whose keys are all different; a collision of keys is probed at key + 1. */
async function writeDistinct(client: Connection, orgId: number, events: PlacedEvent[]): Promise<Outcome[]> {
  const outcomes = new Array<Outcome>(events.length)
  let open = events.map((event, index) => ({ event, index }))
  while (open.length > 0) {
    const state = await writeOnce(
      client,
      orgId,
      open.map((entry) => entry.event),
    )
    const again: typeof open = []
    open.forEach((entry, i) => {
      const outcome = OUTCOMES[state[i] ?? -1]
      if (outcome === undefined) throw new Error(`The ledger answered an unknown state ${state[i]}.`)
      if (outcome === "collision") {
        again.push({
          index: entry.index,
          event: { ...entry.event, key: BigInt.asIntN(64, entry.event.key + 1n) },
        })
      } else outcomes[entry.index] = outcome
      events[entry.index] = entry.event
    })
    open = again
  }
  return outcomes
}

/** The events are stored whatever becomes of this: reports that stay open are merged by the worker. */
async function mergeOrLeave(client: Connection, orgId: number): Promise<void> {
  try {
    await mergeReports(client, orgId)
  } catch (err) {
    log.warn({ err, orgId }, "Reports of calls stay open for the worker to merge.")
  }
}

async function flush(orgId: number, unplaced: Unplaced[]): Promise<Appended[]> {
  const client = await ingestPool().connect()
  try {
    await ensureMonths(
      client,
      unplaced.map((e) => e.draft.event.time),
    )
    const events = await number(client, orgId, unplaced)
    const results = new Array<Appended>(events.length)
    // The same id twice in one batch: the later ones wait for the verdict on the first.
    let rest = events.map((_, index) => index)
    while (rest.length > 0) {
      const seen = new Set<bigint>()
      const now: number[] = []
      const later: number[] = []
      for (const index of rest) {
        const key = events[index]?.key ?? 0n
        if (seen.has(key)) later.push(index)
        else now.push(index)
        seen.add(key)
      }
      const batch = now.flatMap((index) => events[index] ?? [])
      const outcomes = await writeDistinct(client, orgId, batch)
      now.forEach((index, i) => {
        const event = batch[i]
        const outcome = outcomes[i]
        if (!event || !outcome) return
        results[index] = { outcome, key: event.key }
      })
      rest = later
    }
    if (results.some(({ outcome }, i) => outcome === "reported" || events[i]?.targetKey !== null))
      await mergeOrLeave(client, orgId)
    client.release()
    return results
  } catch (error) {
    client.release(error instanceof Error ? error : true)
    throw error
  }
}

/** After a passing fault the same events are sent again: nothing can be counted twice. */
async function flushWithRetry(orgId: number, events: Unplaced[]): Promise<Appended[]> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await flush(orgId, events)
    } catch (error) {
      if (attempt >= 3 || !isPassing(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100 * 2 ** attempt))
    }
  }
}

const batcher = createBatcher<Unplaced, Appended>({
  flush: flushWithRetry,
  connections: 2,
  overdueMs: 500,
  mostOverdue: 2,
  worthAnother: 64,
  batchSize: 1_000,
  maxWaitingEach: 20_000,
  maxWaiting: 60_000,
})

/**
 * Stores drafts of one source and answers per draft, in order, after COMMIT. Sending the same draft
 * again is harmless. Throws `unavailable` when too much is waiting or the database is away; then
 * nothing of this call counts until it is sent again.
 */
export async function appendEvents(
  scope: Scope,
  sourceId: number,
  drafts: EventDraft[],
): Promise<Appended[]> {
  if (drafts.length === 0) return []
  const keyId = scope.actor.kind === "key" ? scope.actor.keyId : null
  return batcher.submit(
    scope.orgId,
    drafts.map((draft) => place(sourceId, keyId, draft)),
  )
}
