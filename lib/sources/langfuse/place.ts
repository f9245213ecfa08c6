import { isDeepStrictEqual } from "node:util"
import type { Attribution } from "../otlp/attribution"
import { merged } from "../otlp/attribution"
import { readId, reportKey, spanOfKey } from "../otlp/span"
import type { Repeat } from "../otlp/tell-ledger"
import type { KeptCall, KeptSpan, TraceWindow } from "../otlp/trace-window"
import { eventOf, type Kept, statesTokens } from "./observation"

/** Above all observations of a trace that name no other. */
const TRACE = "langfuse-trace"

/** One event of a batch that says something of a trace or of what happened in it. */
export interface Said {
  /** Of the batch's event. */
  eventId: string
  traceId: string
  /** Null for the trace itself. */
  observationId: string | null
  parent: string | null
  who: Attribution
  /** What it says of a generation; null for anything else. */
  generation: Kept | null
  /** It tells of a beginning: what was said of the rest is later, also where that came before. */
  begins: boolean
}

export interface Owner {
  sourceId: number
  keyId: number | null
  /** The integration that sent the batch. */
  sdk: string | null
}

/** Ids as spans have them, so that the same trace sent over OpenTelemetry is the same trace. */
export const traceIdOf = (id: string): string => readId(id, 16) ?? id
export const spanIdOf = (id: string): string => readId(id, 8) ?? id

function freshCall(owner: Owner, now: number): Omit<KeptCall, "event" | "counts" | "failed" | "responseId"> {
  return {
    ...{
      sourceId: owner.sourceId,
      keyId: owner.keyId,
      isCall: true,
      service: null,
      state: "new",
      since: now,
    },
    ...{ sent: null, told: null, revision: 0, words: 0 },
  }
}

function joined(known: Kept | undefined, { generation, begins }: Said, source: number): Kept | undefined {
  if (!generation) return known
  return begins ? { ...generation, ...known, source } : { ...known, ...generation, source }
}

/** Whose the generation is; null for what is none. */
function sourceOf(span: KeptSpan | undefined): number | null {
  return span?.call?.sourceId ?? (span?.partial as Kept | undefined)?.source ?? null
}

/**
 * Where what a source says is kept. Ids of traces may be guessed, so a generation is completed and corrected by the
 * source that told of it first alone; what another says of it is a report of its own. Null: of a generation that is
 * another's it says who caused it and nothing else.
 */
function placeFor(window: TraceWindow, said: Said, sourceId: number): string | null {
  const id = said.observationId === null ? TRACE : spanIdOf(said.observationId)
  const source = sourceOf(window.get(id))
  if (source === null || source === sourceId) return id
  const own = reportKey(id, sourceId)
  return said.generation || window.has(own) ? own : null
}

/** Later words come first; what they leave out stays. */
function merge(known: KeptSpan | undefined, said: Said, sourceId: number): KeptSpan {
  const parent = said.parent === null ? (known?.parent ?? null) : spanIdOf(said.parent)
  const root = said.observationId === null ? null : TRACE
  return {
    parent: parent ?? root,
    span: merged([said.who, known?.span ?? {}]),
    resource: known?.resource ?? {},
    inner: known?.inner ?? false,
    call: known?.call ?? null,
    partial: joined(known?.partial as Kept | undefined, said, sourceId),
  }
}

/**
 * Puts what a batch says into a trace. A generation becomes a call as soon as its usage or its failure is known; said
 * again it is a repeat, and with other figures it is corrected.
 */
export function placeSaid(window: TraceWindow, said: readonly Said[], owner: Owner, now: number): Repeat[] {
  const touched = new Set<string>()
  for (const each of said) {
    const key = placeFor(window, each, owner.sourceId)
    if (key === null) continue
    window.set(key, merge(window.get(key), each, owner.sourceId))
    if (each.generation) touched.add(key)
  }
  return [...touched].flatMap((key) => callOf(window, key, owner, now))
}

function callOf(window: TraceWindow, key: string, owner: Owner, now: number): Repeat[] {
  const span = window.get(key)
  const kept = span?.partial as Kept | undefined
  if (!span || !kept || !(statesTokens(kept) || kept.failed)) return []
  // Its end came before its beginning, which says what was called and when.
  if (kept.model === undefined && kept.start === undefined) return []
  const event = eventOf(kept, { trace: traceIdOf(kept.traceId), span: spanOfKey(key) }, owner.sdk)
  const { call } = span
  const facts = { event, counts: statesTokens(kept), failed: kept.failed === true, responseId: kept.id }
  if (call === null) span.call = { ...freshCall(owner, now), ...facts }
  else if (isDeepStrictEqual(call.event, event))
    return call.revision === 0 ? [{ spanId: key, call, event }] : []
  else if (call.state === "counted") Object.assign(call, facts, { isChanged: true })
  else Object.assign(call, facts, { state: "new" })
  return []
}
