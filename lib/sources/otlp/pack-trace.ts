import type { EventInput } from "../events-schema"
import type { Attribution } from "./attribution"
import { spanOfKey } from "./span"
import { type KeptCall, type KeptSpan, MAX_KEPT_SPANS, type TraceWindow } from "./trace-window"

type Flag = 0 | 1

/** Calls are most of what is kept, so their fields go by place, and what the span's id says is not said again. */
type PackedCall = [
  flags: number,
  event: Partial<EventInput> | 0,
  state: KeptCall["state"],
  since: number,
  responseId: string | 0,
  owner: [sourceId: number, keyId: number | null],
  service: string | 0,
  sent: Attribution | 0,
  /** 1: as it was sent. */
  told: Attribution | Flag,
  revision: number,
  words: number,
]
type PackedSpan = [
  id: string,
  parent: string | 0,
  span: Attribution | 0,
  resource: Attribution | 0,
  inner: Flag,
  call: PackedCall | 0,
  partial?: unknown,
]

const flag = (is: boolean): Flag => (is ? 1 : 0)
const orZero = <T extends object>(value: T): T | 0 => (Object.keys(value).length === 0 ? 0 : value)

function flagsOf({ isCall, counts, failed, isChanged = false, overlaps = false }: KeptCall): number {
  return flag(isCall) + 2 * flag(counts) + 4 * flag(failed) + 8 * flag(isChanged) + 16 * flag(overlaps)
}

function packedCall(call: KeptCall): PackedCall {
  const { id: _, trace_id: __, span_id: ___, ...event } = call.event
  return [
    flagsOf(call),
    orZero(event),
    call.state,
    call.since,
    call.responseId ?? 0,
    [call.sourceId, call.keyId],
    call.service ?? 0,
    call.sent ?? 0,
    call.told === call.sent ? 1 : (call.told ?? 0),
    call.revision,
    call.words,
  ]
}

function unpackedCall(packed: PackedCall, traceId: string, key: string): KeptCall {
  const spanId = spanOfKey(key)
  const [flags, event, state, since, responseId, [sourceId, keyId], service, first, last, revision, words] =
    packed
  const sent = first === 0 ? null : first
  return {
    isCall: (flags & 1) !== 0,
    counts: (flags & 2) !== 0,
    failed: (flags & 4) !== 0,
    ...((flags & 8) !== 0 ? { isChanged: true } : {}),
    ...((flags & 16) !== 0 ? { overlaps: true } : {}),
    event: { ...(event === 0 ? {} : event), id: `${traceId}:${spanId}`, trace_id: traceId, span_id: spanId },
    ...{ state, since, sourceId, keyId, revision, words, sent },
    responseId: responseId === 0 ? null : responseId,
    service: service === 0 ? null : service,
    told: last === 1 ? sent : last === 0 ? null : last,
  }
}

/** Of a trace as text: every later span of it is read against what is kept. */
export const MAX_KEPT_CHARACTERS = 2_000_000

/**
 * The trace as text; of one with very many or very wordy spans those that came first, and sums that wait for their
 * time, of which nothing is counted yet, up to twice that.
 */
export function packed(window: TraceWindow): string {
  let traceId = ""
  let size = 0
  const spans: string[] = []
  for (const [id, { parent, span, resource, inner, call, partial }] of window) {
    traceId ||= call?.event.trace_id ?? ""
    const place: PackedSpan = [id, parent ?? 0, orZero(span), orZero(resource), flag(inner), 0]
    if (call !== null) place[5] = packedCall(call)
    if (partial !== undefined) place[6] = partial
    const text = JSON.stringify(place)
    const room = call?.state === "waiting" ? 2 : 1
    if (spans.length >= room * MAX_KEPT_SPANS || size + text.length > room * MAX_KEPT_CHARACTERS) continue
    size += text.length
    spans.push(text)
  }
  return `[${JSON.stringify(traceId)},[${spans.join(",")}]]`
}

/** What `packed` made and nobody else; a trace of which nothing is kept yet is an empty text. */
export function unpacked(text: string): TraceWindow {
  if (text === "") return new Map()
  const [traceId, spans] = JSON.parse(text) as [string, PackedSpan[]]
  return new Map(
    spans.map(([id, parent, span, resource, inner, call, partial]): [string, KeptSpan] => [
      id,
      {
        parent: parent === 0 ? null : parent,
        span: span === 0 ? {} : span,
        resource: resource === 0 ? {} : resource,
        inner: inner === 1,
        call: call === 0 ? null : unpackedCall(call, traceId, id),
        ...(partial === undefined ? {} : { partial }),
      },
    ]),
  )
}
