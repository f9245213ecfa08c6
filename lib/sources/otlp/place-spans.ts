import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { sharedTurnstile } from "@/lib/auth/turnstile"
import { ofResource, ofSpan, serviceOf } from "./attribution"
import { type Traces, traceKey, withTraces } from "./keep-traces"
import { type CallOptions, readCall } from "./read-call"
import { reportKey, type Span } from "./span"
import { type Refused, type Repeat, type Telling, tellTraces } from "./tell-ledger"
import { type KeptSpan, place, type TraceWindow } from "./trace-window"
import { isInner } from "./words"

export interface Sender {
  scope: Scope
  sourceId: number
  keyId: number | null
}

export interface Placed {
  accepted: number
  refused: Refused[]
}

/**
 * Traces are held while the ledger writes: few requests at once, and a queue that senders' patience outlasts. No
 * source has all places, so that one that floods a trace keeps no other waiting.
 */
const holding = sharedTurnstile(4, 3, 256)

function keptOf(span: Span, { sourceId, keyId }: Sender, options: CallOptions, now: number): KeptSpan {
  const read = readCall(span, options)
  const call = read && {
    ...read,
    ...{ sourceId, keyId, service: serviceOf(span), state: "new" as const, since: now },
    ...{ sent: null, told: null, revision: 0, words: 0 },
  }
  const inner = isInner(span)
  return { parent: span.parentId, span: ofSpan(span), resource: ofResource(span), inner, call }
}

function placeAll(window: TraceWindow, spans: readonly Span[], keep: (span: Span) => KeptSpan): Repeat[] {
  const repeats: Repeat[] = []
  for (const span of spans) {
    const kept = keep(span)
    const first = window.get(span.spanId)?.call ?? null
    // Ids may be guessed, and spans sent with two keys: a source's word of a call is its own report of it.
    const isOthers = first !== null && kept.call !== null && first.sourceId !== kept.call.sourceId
    const key = isOthers ? reportKey(span.spanId, kept.call?.sourceId ?? 0) : span.spanId
    const call = window.get(key)?.call
    if (place(window, key, kept) && call && kept.call) {
      repeats.push({ spanId: key, call, event: kept.call.event })
    }
  }
  return repeats
}

/** Whose line a request waits in: its source's. */
export function senderName({ orgId, actor }: Scope): string {
  return `${orgId}.${actor.kind === "key" ? actor.sourceId : ""}`
}

/** Looks at traces, held, and tells the ledger what they show. */
export function holdTraces<T>(
  scope: Scope,
  traces: readonly string[],
  now: Date,
  work: (held: Traces) => Promise<T>,
): Promise<T> {
  return holding(senderName(scope), () => withTraces(scope.orgId, traces, now, work))
}

/** Takes the spans of one request: those of a trace are looked at together with what came before of it. */
export async function placeSpans(
  sender: Sender,
  spans: readonly Span[],
  telling: Telling,
  options: CallOptions = {},
): Promise<Placed> {
  const traces = new Map<string, Span[]>()
  const digests = new Map<string, string>()
  for (const span of spans) {
    const digest = digests.get(span.traceId) ?? traceKey(span.traceId)
    digests.set(span.traceId, digest)
    const others = traces.get(digest)
    if (others) others.push(span)
    else traces.set(digest, [span])
  }
  const now = telling.now.getTime()
  const keep = (span: Span) => keptOf(span, sender, options, now)
  return holdTraces(sender.scope, [...traces.keys()], telling.now, async (held) => {
    const repeats = [...traces].flatMap(([trace, own]) => placeAll(held.get(trace) ?? new Map(), own, keep))
    return tellTraces(sender.scope, [...held.values()], repeats, telling)
  })
}
