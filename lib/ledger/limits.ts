import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query } from "@/lib/db/query"
import type { ContextEntry, NamedContext } from "./dictionaries"
import { contexts, endUsers, namedContext } from "./dictionaries"
import { dictionaryDigest } from "./identity"
import { attemptOf, type EventDraft } from "./usage-event"

/** New values an organisation may bring in a UTC day before they are counted under one name. */
export const MAX_NEW_CONTEXTS_PER_DAY = 10_000
export const MAX_NEW_USERS_PER_DAY = 10_000
export const OVER_LIMIT = "(over limit)"

interface Named {
  user: string | null
  contexts: NamedContext[]
}

/** What an organisation brought in so far: what is stored, and what was let in since. */
interface Growth {
  stored: number
  /** By digest: a flush that is tried again, or meets another one, counts its values once. */
  admitted: Set<string>
}

interface Day {
  day: string
  contexts: Growth
  users: Growth
}

const days = new Map<number, Day>()

async function today(client: Connection, orgId: number): Promise<Day> {
  const day = new Date().toISOString().slice(0, 10)
  const known = days.get(orgId)
  if (known?.day === day) return known
  const since = `${day}T00:00:00Z`
  const [made] = await query(
    Prisma.sql`select
      (select count(*)::integer from context where org_id = ${orgId} and first_seen_at >= ${since}::timestamptz) as contexts,
      (select count(*)::integer from end_user where org_id = ${orgId} and first_seen_at >= ${since}::timestamptz) as users`,
    z.object({ contexts: z.number(), users: z.number() }),
    { on: client },
  )
  // Another flush may have begun the day meanwhile.
  const begun = days.get(orgId)
  if (begun?.day === day) return begun
  const growth = (stored: number): Growth => ({ stored, admitted: new Set() })
  const fresh = { day, contexts: growth(made?.contexts ?? 0), users: growth(made?.users ?? 0) }
  days.set(orgId, fresh)
  return fresh
}

function admits({ stored, admitted }: Growth, text: string, cap: number): boolean {
  const digest = dictionaryDigest(text)
  if (admitted.has(digest)) return true
  if (stored + admitted.size >= cap) return false
  admitted.add(digest)
  return true
}

function contextsOf(sourceId: number, keyId: number | null, draft: EventDraft): NamedContext[] {
  const { event } = draft
  return draft.charges.map(({ model }) =>
    namedContext({
      source_id: sourceId,
      api_key_id: keyId,
      provider: draft.provider,
      model,
      route: draft.route,
      service_tier: draft.serviceTier,
      status: draft.status,
      error_class: draft.errorClass,
      attempt: attemptOf(event),
      agent: event.agent,
      feature: event.feature,
      team: event.team,
      environment: event.environment,
      tags: event.tags,
    }),
  )
}

/** Every text that a sender controls gives way; what is left has few values. */
function underOneName(entry: ContextEntry): NamedContext {
  const over = (value: string | null) => (value === null ? null : OVER_LIMIT)
  return namedContext({
    ...entry,
    provider: OVER_LIMIT,
    model: OVER_LIMIT,
    route: OVER_LIMIT,
    service_tier: over(entry.service_tier),
    agent: over(entry.agent),
    feature: over(entry.feature),
    team: over(entry.team),
    environment: over(entry.environment),
    tags: {},
  })
}

function warnOfLimit({ warnings }: EventDraft): void {
  if (warnings.some(({ code }) => code === "over_limit")) return
  const detail = `More than ${MAX_NEW_CONTEXTS_PER_DAY} new dimension values today: counted under "${OVER_LIMIT}".`
  warnings.push({ code: "over_limit", detail })
}

/** Which of these names the day's caps let in. */
async function roomFor(
  client: Connection,
  orgId: number,
  { users, contexts: wanted }: { users: readonly string[]; contexts: readonly NamedContext[] },
): Promise<{ user(name: string): boolean; context(one: NamedContext): boolean }> {
  const newUsers = await endUsers.unknown(client, orgId, users)
  const newContexts = await contexts.unknown(client, orgId, wanted)
  if (newUsers.size === 0 && newContexts.size === 0) return { user: () => true, context: () => true }
  const day = await today(client, orgId)
  return {
    user: (name) => !newUsers.has(name) || admits(day.users, name, MAX_NEW_USERS_PER_DAY),
    context: ({ text }) => !newContexts.has(text) || admits(day.contexts, text, MAX_NEW_CONTEXTS_PER_DAY),
  }
}

/**
 * The contexts and the user that each event will be counted under. Totals stay exact whatever a sender
 * puts into a dimension: beyond the day's cap new values share `(over limit)`, with a warning.
 */
export async function admit(
  client: Connection,
  orgId: number,
  events: readonly { sourceId: number; keyId: number | null; draft: EventDraft }[],
): Promise<Named[]> {
  const named = events.map(({ sourceId, keyId, draft }) => ({
    draft,
    user: draft.event.user,
    contexts: contextsOf(sourceId, keyId, draft),
  }))
  const room = await roomFor(client, orgId, {
    users: named.flatMap(({ user }) => user ?? []),
    contexts: named.flatMap((entry) => entry.contexts),
  })
  return named.map(({ draft, user, contexts: wanted }) => {
    const userFits = user === null || room.user(user)
    const kept = wanted.map((context) => (room.context(context) ? context : underOneName(context.entry)))
    if (!userFits || kept.some((context, i) => context !== wanted[i])) warnOfLimit(draft)
    return { user: userFits ? user : OVER_LIMIT, contexts: kept }
  })
}

/** The same of what is said late of calls, and of what several reports of one say together. */
export async function admitWords(
  client: Connection,
  orgId: number,
  words: readonly { user: string | null; context: NamedContext }[],
): Promise<{ user: string | null; context: NamedContext }[]> {
  const room = await roomFor(client, orgId, {
    users: words.flatMap(({ user }) => user ?? []),
    contexts: words.map(({ context }) => context),
  })
  return words.map(({ user, context }) => ({
    user: user === null || room.user(user) ? user : OVER_LIMIT,
    context: room.context(context) ? context : underOneName(context.entry),
  }))
}
