import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query } from "@/lib/db/query"
import type { ContextEntry, NamedContext } from "./dictionaries"
import { contexts, endUsers, namedContext } from "./dictionaries"
import type { EventDraft } from "./usage-event"

/** New values an organisation may bring in a UTC day before they are counted under one name. */
export const MAX_NEW_CONTEXTS_PER_DAY = 10_000
export const MAX_NEW_USERS_PER_DAY = 10_000
export const OVER_LIMIT = "(over limit)"

interface Named {
  user: string | null
  contexts: NamedContext[]
}

interface Day {
  day: string
  contexts: number
  users: number
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
  const fresh = { day, contexts: made?.contexts ?? 0, users: made?.users ?? 0 }
  days.set(orgId, fresh)
  return fresh
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
      agent: event.agent,
      feature: event.feature,
      team: event.team,
      environment: event.environment,
      tags: event.tags,
    }),
  )
}

function underOneName(entry: ContextEntry): NamedContext {
  const over = (value: string | null) => (value === null ? null : OVER_LIMIT)
  return namedContext({
    ...entry,
    model: OVER_LIMIT,
    agent: over(entry.agent),
    feature: over(entry.feature),
    team: over(entry.team),
    environment: over(entry.environment),
    tags: {},
  })
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
    user: draft.event.user,
    contexts: contextsOf(sourceId, keyId, draft),
  }))
  const isNew = named.some(
    (entry) =>
      (entry.user !== null && !endUsers.has(orgId, entry.user)) ||
      entry.contexts.some((context) => !contexts.has(orgId, context)),
  )
  if (!isNew) return named
  const day = await today(client, orgId)
  const counted = new Set<string>()
  const grows = (text: string) => !counted.has(text) && counted.add(text)
  return named.map((entry, i) => {
    const warnings = events[i]?.draft.warnings
    let over = false
    const user = entry.user
    const userIsNew = user !== null && !endUsers.has(orgId, user)
    if (userIsNew && day.users >= MAX_NEW_USERS_PER_DAY) over = true
    else if (userIsNew && grows(`u${user}`)) day.users += 1
    const kept = entry.contexts.map((context) => {
      if (contexts.has(orgId, context)) return context
      if (day.contexts >= MAX_NEW_CONTEXTS_PER_DAY) {
        over = true
        return underOneName(context.entry)
      }
      if (grows(`c${context.text}`)) day.contexts += 1
      return context
    })
    if (over) {
      const detail = `More than ${MAX_NEW_CONTEXTS_PER_DAY} new dimension values today: counted under "${OVER_LIMIT}".`
      warnings?.push({ code: "over_limit", detail })
    }
    return {
      user: userIsNew && day.users >= MAX_NEW_USERS_PER_DAY && !counted.has(`u${user}`) ? OVER_LIMIT : user,
      contexts: kept,
    }
  })
}
