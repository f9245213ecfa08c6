import { Prisma } from "@/lib/db/generated/client"
import { Column, INT2, INT4, INT8, microseconds, TIMESTAMPTZ, textArray } from "./columns"
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
  response: { own: Digest | null; neighbour: Digest | null; mark: bigint } | null
  span: Digest | null
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
  if (draft.charges.some((charge) => charge.unpricedBecause !== null)) flags |= FLAG.unpriced
  if (draft.thinking) flags |= FLAG.thinking
  if (!event.deduplicable) flags |= FLAG.notDeduplicable
  if (draft.reporterBills) flags |= FLAG.reporterBills
  if (draft.reporterPasses) flags |= FLAG.reporterPasses
  if (draft.fromBiller) flags |= FLAG.fromBiller
  if (draft.ownKey) flags |= FLAG.ownKey
  if (draft.event.reporter === "span") flags |= FLAG.fromSpan
  if (draft.event.estimated) flags |= FLAG.estimated
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
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value))

function eventArguments(events: readonly PlacedEvent[]) {
  const int4 = () => new Column(INT4, events.length)
  const int8 = () => new Column(INT8, events.length)
  const to = {
    source: int4(),
    time: new Column(TIMESTAMPTZ, events.length),
    key: int8(),
    rest: int8(),
    payload: int8(),
    responseKey: int8(),
    responseRest: int8(),
    responseOther: int8(),
    responseMark: int8(),
    spanKey: int8(),
    spanRest: int8(),
  }
  for (const { sourceId, draft, key, digest, payload, response, span } of events) {
    to.source.add(sourceId)
    to.time.add(microseconds(draft.event.time))
    to.key.add(key)
    to.rest.add(digest.rest)
    to.payload.add(payload)
    to.responseKey.add(response?.own?.key ?? null)
    to.responseRest.add(response?.own?.rest ?? null)
    to.responseOther.add(response?.neighbour?.key ?? null)
    to.responseMark.add(response?.mark ?? null)
    to.spanKey.add(span?.key ?? null)
    to.spanRest.add(span?.rest ?? null)
  }
  return {
    ...to,
    detail: textArray(events.map(detailOf)),
    body: textArray(events.map((e) => e.draft.event.body)),
  }
}

function correctionArguments(events: readonly PlacedEvent[]) {
  const corrections = events.flatMap((event, i) => (event.targetKey === null ? [] : [{ event, ix: i + 1 }]))
  const to = { ix: new Column(INT4, corrections.length), target: new Column(INT8, corrections.length) }
  for (const { event, ix } of corrections) {
    to.ix.add(ix)
    to.target.add(event.targetKey)
  }
  return {
    ...to,
    kind: textArray(corrections.map(({ event }) => event.draft.event.type)),
    reason: textArray(corrections.map(({ event }) => event.draft.event.reason ?? "")),
  }
}

function chargeColumns(count: number) {
  const int2 = () => new Column(INT2, count)
  const int4 = () => new Column(INT4, count)
  const int8 = () => new Column(INT8, count)
  return {
    ix: int4(),
    list: int8(),
    billed: int8(),
    computed: int8(),
    reported: int8(),
    request: int8(),
    context: int4(),
    user: int4(),
    session: int4(),
    price: int4(),
    inputUncached: int4(),
    cacheRead: int4(),
    output: int4(),
    cacheWrite5m: int4(),
    cacheWrite1h: int4(),
    cacheWriteOther: int4(),
    reasoning: int4(),
    latency: int4(),
    ttft: int4(),
    line: int2(),
    flags: int2(),
  }
}

function chargeArguments(events: readonly PlacedEvent[]) {
  const to = chargeColumns(events.reduce((count, { draft }) => count + draft.charges.length, 0))
  const extras: (string | null)[] = []
  events.forEach((event, i) => {
    const { requestId, latencyMs, ttftMs } = event.draft.event
    const flags = flagsOf(event)
    const request = requestId === null ? null : requestKey(requestId)
    event.draft.charges.forEach((charge, line) => {
      to.ix.add(i + 1)
      to.list.add(charge.list)
      to.billed.add(charge.billed)
      to.computed.add(charge.computed === charge.list ? null : charge.computed)
      to.reported.add(charge.reported)
      to.request.add(request)
      to.context.add(event.contextIds[line] ?? null)
      to.user.add(event.userId)
      to.session.add(event.sessionId)
      to.price.add(event.priceIds[line] ?? null)
      to.inputUncached.add(charge.classes.input_uncached)
      to.cacheRead.add(charge.classes.cache_read)
      to.output.add(charge.classes.output)
      to.cacheWrite5m.add(orNull(charge.classes.cache_write_5m))
      to.cacheWrite1h.add(orNull(charge.classes.cache_write_1h))
      to.cacheWriteOther.add(orNull(charge.classes.cache_write_other))
      to.reasoning.add(orNull(charge.reasoning))
      to.latency.add(line === 0 ? rounded(latencyMs) : null)
      to.ttft.add(line === 0 ? rounded(ttftMs) : null)
      to.line.add(line)
      const isUnknown = charge.computed === null && charge.list !== null
      to.flags.add(isUnknown ? flags | FLAG.noComputed : flags)
      extras.push(charge.extra ? JSON.stringify(charge.extra) : null)
    })
  })
  return { ...to, extra: textArray(extras) }
}

/** The statement that stores `events` for one organisation and answers a state per event. */
export function appendStatement(orgId: number, events: readonly PlacedEvent[], received: Date): Prisma.Sql {
  const e = eventArguments(events)
  const x = correctionArguments(events)
  const c = chargeArguments(events)
  const of = <Value extends number | bigint>(column: Column<Value>) => column.toParameter()
  return Prisma.sql`select ledger_append(${orgId}::integer, ${received}::timestamptz,
    ${of(e.source)}::integer[], ${of(e.time)}::timestamptz[],
    ${of(e.key)}::bigint[], ${of(e.rest)}::bigint[], ${of(e.payload)}::bigint[],
    ${of(e.responseKey)}::bigint[], ${of(e.responseRest)}::bigint[], ${of(e.responseOther)}::bigint[],
    ${of(e.responseMark)}::bigint[],
    ${of(e.spanKey)}::bigint[], ${of(e.spanRest)}::bigint[],
    ${of(x.ix)}::integer[], ${of(x.target)}::bigint[], ${x.kind}::text[], ${x.reason}::text[],
    ${e.detail}::text[], ${e.body}::text[],
    ${of(c.ix)}::integer[], ${of(c.list)}::bigint[], ${of(c.billed)}::bigint[],
    ${of(c.computed)}::bigint[], ${of(c.reported)}::bigint[], ${of(c.request)}::bigint[],
    ${of(c.context)}::integer[], ${of(c.user)}::integer[], ${of(c.session)}::integer[], ${of(c.price)}::integer[],
    ${of(c.inputUncached)}::integer[], ${of(c.cacheRead)}::integer[], ${of(c.output)}::integer[],
    ${of(c.cacheWrite5m)}::integer[], ${of(c.cacheWrite1h)}::integer[], ${of(c.cacheWriteOther)}::integer[],
    ${of(c.reasoning)}::integer[], ${of(c.latency)}::integer[], ${of(c.ttft)}::integer[],
    ${of(c.line)}::smallint[], ${of(c.flags)}::smallint[], ${c.extra}::text[]::jsonb[]) as state`
}
