import { Prisma } from "@/lib/db/generated/client"
import { joinedJson, plainArray, textArray } from "./columns"
import type { Digest } from "./identity"
import { requestKey } from "./identity"
import type { EventDraft } from "./usage-event"
import { FLAG } from "./usage-event"

/** A draft with the numbers the dictionaries gave it, and its place in the identity table. */
export interface PlacedEvent {
  sourceId: number
  draft: EventDraft
  digest: Digest
  /** Differs from `digest.key` only after a collision of two digests' first halves. */
  key: bigint
  payload: bigint
  response: { own: Digest; neighbour: Digest | null } | null
  /** Key of the event that this one corrects. */
  targetKey: bigint | null
  deduplicable: boolean
  userId: number | null
  sessionId: number | null
  /** Per charge. */
  contextIds: number[]
  priceIds: (number | null)[]
}

function flagsOf(event: PlacedEvent): number {
  const { draft } = event
  let flags = 0
  if (draft.event.attempt <= 1) flags |= FLAG.request
  if (draft.status === "error") flags |= FLAG.error
  if (draft.status === "aborted") flags |= FLAG.aborted
  if (draft.charges.some((charge) => charge.billed === null)) flags |= FLAG.unpriced
  if (draft.thinking) flags |= FLAG.thinking
  if (!event.deduplicable) flags |= FLAG.notDeduplicable
  return flags
}

function detailOf({ draft }: PlacedEvent): string {
  const { event } = draft
  return JSON.stringify({
    id: event.senderId,
    response_id: draft.responseId,
    request_id: event.requestId,
    attempt: event.attempt,
    error: event.error && { ...event.error, body: undefined },
    warnings: draft.warnings.length > 0 ? draft.warnings : undefined,
    lines: draft.charges.map((charge) => ({
      kind: charge.kind,
      because: charge.unpricedBecause ?? undefined,
    })),
  })
}

const orNull = (value: number): number | null => (value === 0 ? null : value)

function appendArguments(events: readonly PlacedEvent[]) {
  const corrections = events.flatMap((event, i) => (event.targetKey === null ? [] : [{ event, ix: i + 1 }]))
  const lines = events.flatMap((event, i) => {
    const flags = flagsOf(event)
    const request = event.draft.event.requestId === null ? null : requestKey(event.draft.event.requestId)
    return event.draft.charges.map((charge, line) => ({ event, charge, line, flags, request, ix: i + 1 }))
  })
  const anyResponse = events.some((event) => event.response !== null)
  const numbers = (of: (line: (typeof lines)[number]) => number | bigint | null) => plainArray(lines.map(of))
  const first = (value: number | null, line: number) =>
    line === 0 && value !== null ? Math.round(value) : null
  return {
    source: plainArray(events.map((e) => e.sourceId)),
    time: textArray(events.map((e) => e.draft.event.time.toISOString())),
    key: plainArray(events.map((e) => e.key)),
    rest: plainArray(events.map((e) => e.digest.rest)),
    payload: plainArray(events.map((e) => e.payload)),
    responseKey: anyResponse ? plainArray(events.map((e) => e.response?.own.key ?? null)) : null,
    responseRest: anyResponse ? plainArray(events.map((e) => e.response?.own.rest ?? null)) : null,
    responseOther: anyResponse ? plainArray(events.map((e) => e.response?.neighbour?.key ?? null)) : null,
    correctionIx: corrections.length > 0 ? plainArray(corrections.map((c) => c.ix)) : null,
    correctionTarget: corrections.length > 0 ? plainArray(corrections.map((c) => c.event.targetKey)) : null,
    correctionKind:
      corrections.length > 0 ? textArray(corrections.map((c) => c.event.draft.event.type)) : null,
    correctionReason:
      corrections.length > 0 ? textArray(corrections.map((c) => c.event.draft.event.reason ?? "")) : null,
    detail: joinedJson(events.map(detailOf)),
    body: joinedJson(events.map((e) => e.draft.event.body)),
    ix: numbers((l) => l.ix),
    list: numbers((l) => l.charge.list),
    billed: numbers((l) => l.charge.billed),
    computed: numbers((l) => (l.charge.computed === l.charge.list ? null : l.charge.computed)),
    reported: numbers((l) => l.charge.reported),
    request: numbers((l) => l.request),
    context: numbers((l) => l.event.contextIds[l.line] ?? null),
    user: numbers((l) => l.event.userId),
    session: numbers((l) => l.event.sessionId),
    price: numbers((l) => l.event.priceIds[l.line] ?? null),
    inputUncached: numbers((l) => l.charge.classes.input_uncached),
    cacheRead: numbers((l) => l.charge.classes.cache_read),
    output: numbers((l) => l.charge.classes.output),
    cacheWrite5m: numbers((l) => orNull(l.charge.classes.cache_write_5m)),
    cacheWrite1h: numbers((l) => orNull(l.charge.classes.cache_write_1h)),
    cacheWriteOther: numbers((l) => orNull(l.charge.classes.cache_write_other)),
    reasoning: numbers((l) => orNull(l.charge.reasoning)),
    latency: numbers((l) => first(l.event.draft.event.latencyMs, l.line)),
    ttft: numbers((l) => first(l.event.draft.event.ttftMs, l.line)),
    line: numbers((l) => l.line),
    flags: numbers((l) => l.flags),
    extra: joinedJson(lines.map((l) => (l.charge.extra ? JSON.stringify(l.charge.extra) : null))),
  }
}

/** The statement that stores `events` for one organisation and answers a state per event. */
export function appendStatement(orgId: number, events: readonly PlacedEvent[], received: Date): Prisma.Sql {
  const a = appendArguments(events)
  return Prisma.sql`select ledger_append(${orgId}::integer, ${received}::timestamptz,
    ${a.source}::integer[], ${a.time}::timestamptz[], ${a.key}::bigint[], ${a.rest}::bigint[], ${a.payload}::bigint[],
    ${a.responseKey}::bigint[], ${a.responseRest}::bigint[], ${a.responseOther}::bigint[],
    ${a.correctionIx}::integer[], ${a.correctionTarget}::bigint[], ${a.correctionKind}::text[], ${a.correctionReason}::text[],
    string_to_array(${a.detail}, E'\\x1e', ''), string_to_array(${a.body}, E'\\x1e', ''),
    ${a.ix}::integer[], ${a.list}::bigint[], ${a.billed}::bigint[], ${a.computed}::bigint[], ${a.reported}::bigint[],
    ${a.request}::bigint[], ${a.context}::integer[], ${a.user}::integer[], ${a.session}::integer[], ${a.price}::integer[],
    ${a.inputUncached}::integer[], ${a.cacheRead}::integer[], ${a.output}::integer[],
    ${a.cacheWrite5m}::integer[], ${a.cacheWrite1h}::integer[], ${a.cacheWriteOther}::integer[],
    ${a.reasoning}::integer[], ${a.latency}::integer[], ${a.ttft}::integer[],
    ${a.line}::smallint[], ${a.flags}::smallint[], string_to_array(${a.extra}, E'\\x1e', '')::jsonb[]) as state`
}
