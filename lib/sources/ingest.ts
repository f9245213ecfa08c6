import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { type Appended, appendEvents } from "@/lib/ledger/append"
import { draftEvent, type Pricing } from "@/lib/ledger/charges"
import { namesOneCall } from "@/lib/ledger/identity"
import { keepRefusals, type RefusedEvent } from "@/lib/ledger/refusals"
import type { EventDraft } from "@/lib/ledger/usage-event"
import { getPriceBook } from "@/lib/pricing/queries"
import type { Warning } from "@/lib/providers/schema"
import { withoutOtherHeaders } from "./attribution-headers"
import { type ReadOptions, readEvent } from "./events"
import { type IngestAnswer, MAX_EVENTS } from "./events-schema"
import { sourceSettings } from "./settings"
import { noteTraffic } from "./traffic"

/** The events of a body: one, an array, or `{"events": […]}`. */
export function eventsOf(body: unknown): unknown[] {
  const list = (body as { events?: unknown } | null)?.events
  const events = Array.isArray(body) ? body : Array.isArray(list) ? list : [body]
  if (events.length === 0) throw new AppError("invalid", "The body holds no event.")
  if (events.length > MAX_EVENTS) {
    const sentence = `The body holds ${events.length} events; a request takes ${MAX_EVENTS}. Send them in several.`
    throw new AppError("too_large", sentence)
  }
  return events
}

interface Drafted {
  drafts: { index: number; draft: EventDraft }[]
  refused: RefusedEvent[]
}

/** By the place of the event in its request. */
export type Places = readonly ReadOptions["place"][]

/** Reads, normalises and prices every event; one that cannot be read never stops the others. */
export function draftAll(
  events: readonly unknown[],
  options: ReadOptions,
  pricing: Pricing,
  places: Places = [],
): Drafted {
  const drafts: Drafted["drafts"] = []
  const refused: RefusedEvent[] = []
  events.forEach((raw, index) => {
    const place = places[index]
    const read = readEvent(raw, place ? { ...options, place } : options)
    if (!read.ok) {
      refused.push({ index, kind: "rejected", id: read.id, key: null, ...read.refusal, raw })
      return
    }
    const result = draftEvent(read.event, pricing)
    if (result.ok) drafts.push({ index, draft: result.draft })
    else
      refused.push({
        index,
        kind: "rejected",
        id: read.event.senderId,
        key: null,
        code: result.code,
        detail: result.detail,
        raw,
      })
  })
  return { drafts, refused }
}

export async function pricingOf(scope: Scope): Promise<Pricing> {
  const [organisation, book] = await Promise.all([getOrganisation(scope), getPriceBook(scope)])
  return { book, currency: organisation.currency }
}

const CONFLICT =
  "An event with this id and another content is stored already. The stored one stays; send a replace to correct it."
const NOT_KEPT = {
  already_corrected: {
    code: "already_corrected",
    detail:
      "The target was corrected before. To correct it again, name the correction's own id as target_id.",
  },
  crowded: {
    code: "too_many_reports",
    detail:
      "64 reports of this call are kept already, and one of this source is among them. Is one response id sent with many calls? To correct a report, send a replace.",
  },
} as const

/** Why an event that is sent again would count again; nothing where it would not. */
function unnamed({ event, responseId }: EventDraft): Warning[] {
  if (event.type !== "usage" || event.senderId !== null) return []
  if (responseId !== null && namesOneCall(responseId)) return []
  const why =
    responseId === null
      ? "The event has no id and its response none either"
      : "The event has no id, and that of its response is too short to be no other's"
  return [{ code: "not_deduplicable", detail: `${why}: sent again, it would count again. Give it an id.` }]
}

function warningsOf(
  index: number,
  id: string | null,
  warnings: readonly Warning[],
): IngestAnswer["warnings"] {
  return warnings.map(({ code, detail }) => ({ index, id, code, detail }))
}

/** How long after its call began each event came that is now in the ledger. */
function lagsOf(drafts: Drafted["drafts"], appended: readonly Appended[]): number[] {
  const now = Date.now()
  return drafts.flatMap(({ draft: { event } }, i) => {
    const outcome = appended[i]?.outcome
    const isNew = event.type === "usage" && (outcome === "stored" || outcome === "reported")
    return isNew ? [Math.max(0, now - event.time.getTime())] : []
  })
}

/**
 * Takes the events of one request and answers after COMMIT. Every event is stored, a duplicate, a
 * conflict or rejected with a reason; what is rejected or in conflict is kept for the Sources screen.
 */
export async function ingestEvents(
  scope: Scope,
  sourceId: number,
  sent: readonly unknown[],
  options: ReadOptions & { requestId: string; places?: Places },
): Promise<IngestAnswer> {
  const events = sent.map(withoutOtherHeaders)
  const [pricing, { bills, gateway }] = await Promise.all([pricingOf(scope), sourceSettings(scope, sourceId)])
  const { drafts, refused } = draftAll(events, { ...options, bills, gateway }, pricing, options.places)
  const appended = await appendEvents(
    scope,
    sourceId,
    drafts.map(({ draft }) => draft),
  )
  const answer: IngestAnswer = {
    accepted: 0,
    duplicates: 0,
    conflicts: 0,
    rejected: [],
    warnings: [],
    request_id: options.requestId,
  }
  const conflicting: NonNullable<IngestAnswer["conflicting"]> = []
  drafts.forEach(({ index, draft }, i) => {
    const result = appended[i]
    if (!result) return
    const id = draft.event.senderId
    const raw = events[index]
    if (result.outcome === "duplicate") answer.duplicates += 1
    else if (result.outcome === "conflict") {
      answer.conflicts += 1
      conflicting.push({ index, id, detail: CONFLICT })
      refused.push({ index, kind: "conflict", id, key: result.key, code: "conflict", detail: CONFLICT, raw })
    } else if (result.outcome === "already_corrected" || result.outcome === "crowded") {
      refused.push({ index, kind: "rejected", id, key: null, raw, ...NOT_KEPT[result.outcome] })
    } else answer.accepted += 1
    if (result.outcome === "duplicate") return
    answer.warnings.push(...warningsOf(index, id, [...draft.warnings, ...unnamed(draft)]))
  })
  refused.sort((a, b) => a.index - b.index)
  answer.rejected = refused.flatMap(({ kind, index, id, code, detail }) =>
    kind === "rejected" ? [{ index, id, code, detail }] : [],
  )
  if (conflicting.length > 0) answer.conflicting = conflicting
  await keepRefusals(scope, sourceId, refused)
  const met = appended.filter(({ outcome }) => outcome === "reported").map(({ key }) => key)
  noteTraffic(scope, sourceId, {
    ...answer,
    rejected: answer.rejected.length,
    met,
    lags: lagsOf(drafts, appended),
  })
  return answer
}
