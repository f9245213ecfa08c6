import type { Pricing } from "@/lib/ledger/charges"
import type { EventInput } from "../events-schema"
import { type Ancestors, ancestorsIn } from "./ancestors"
import { type Attribution, merged } from "./attribution"
import { FIELDS } from "./dialects/dialect"
import { repeatedIn } from "./repeated"

/** A sum waits so long for a call below it; then it is the call. */
export const PARENT_WAITS_MS = 600_000
/** Spans of one trace that are kept; calls beyond count all the same, with what is known when they come. */
export const MAX_KEPT_SPANS = 5_000

/** `waiting`: a sum. `counted`: it is an event. `gone`: calls below it count, or the ledger refused it. */
export type CallState = "new" | "waiting" | "counted" | "gone"

export interface KeptCall {
  isCall: boolean
  counts: boolean
  failed: boolean
  responseId: string | null
  sourceId: number
  keyId: number | null
  /** For want of a feature. */
  service: string | null
  /** Without who caused it. */
  event: EventInput
  state: CallState
  /** Since when a sum waits. */
  since: number
  /** As the event was sent first: a repeat of the span is a repeat of that. */
  sent: Attribution | null
  /** As the ledger knows it by now. */
  told: Attribution | null
  /** Replacements that were sent. */
  revision: number
  /** Late words that were sent. */
  words: number
  /** Its sender has said otherwise of the call itself since it was counted. */
  isChanged?: boolean
  /** It counts beside calls of other sources below it, which tell a part of the same usage. */
  overlaps?: boolean
}

export interface KeptSpan {
  parent: string | null
  span: Attribution
  resource: Attribution
  /** An agent or a tool: a call below it is another than one above it. */
  inner: boolean
  call: KeptCall | null
  /** What is known of a call that its sender tells of in several parts. */
  partial?: unknown
}

/** What is known of one trace, by span. */
export type TraceWindow = Map<string, KeptSpan>

/** Who caused the call: its own word, then that of the nearest span above; what processes say comes after all spans. */
function causeOf(window: TraceWindow, key: string, ancestors: Ancestors): Attribution {
  const own = window.get(key)
  if (own === undefined) return {}
  const line = [own, ...ancestors(key)]
  const service = own.call?.service ?? null
  return merged([
    ...line.map(({ span }) => span),
    ...line.map(({ resource }) => resource),
    ...(service === null ? [] : [{ feature: service }]),
  ])
}

export function isSameCause(a: Attribution, b: Attribution): boolean {
  if (FIELDS.some((field) => a[field] !== b[field])) return false
  return JSON.stringify(a.tags ?? {}) === JSON.stringify(b.tags ?? {})
}

export interface Step {
  kind: "count" | "drop" | "void" | "attribute" | "overlap"
  spanId: string
  call: KeptCall
  cause: Attribution
}

/**
 * What has to be told to the ledger now. Which spans count and who caused them depends on the spans alone: in whatever
 * order and company they come, it ends the same. `pricing` is asked for of a trace that several sources tell of.
 */
export function stepsOf(window: TraceWindow, now: number, pricing: Pricing | null): Step[] {
  const ancestors = ancestorsIn(window)
  const { repeated, overlapping } = repeatedIn(window, ancestors, pricing)
  const steps: Step[] = []
  for (const [spanId, { call }] of window) {
    if (call === null || call.state === "gone") continue
    if (repeated.has(call)) {
      steps.push({ kind: call.state === "counted" ? "void" : "drop", spanId, call, cause: {} })
      continue
    }
    if (call.state === "counted") {
      const cause = causeOf(window, spanId, ancestors)
      if (overlapping.has(call) && !call.overlaps) steps.push({ kind: "overlap", spanId, call, cause })
      if (call.isChanged || call.told === null || !isSameCause(call.told, cause))
        steps.push({ kind: "attribute", spanId, call, cause })
      continue
    }
    const isDue = call.isCall || now - call.since >= PARENT_WAITS_MS
    if (isDue) steps.push({ kind: "count", spanId, call, cause: causeOf(window, spanId, ancestors) })
    else call.state = "waiting"
  }
  return steps
}

/** Whether several sources tell of calls in it: what one's repeat of another's is known once these are counted. */
export function isShared(window: TraceWindow): boolean {
  let source: number | null = null
  for (const { call } of window.values()) {
    if (call === null) continue
    if (source !== null && source !== call.sourceId) return true
    source = call.sourceId
  }
  return false
}

/** When the trace has to be looked at again although nothing came. */
export function dueOf(window: TraceWindow): number | null {
  let due: number | null = null
  for (const { call } of window.values()) {
    if (call?.state !== "waiting") continue
    const at = call.since + PARENT_WAITS_MS
    if (due === null || at < due) due = at
  }
  return due
}

/** Puts a span into its trace; what is known of it already stays. True for a repeat of a call. */
export function place(window: TraceWindow, id: string, span: KeptSpan): boolean {
  const known = window.get(id)
  if (known?.call) return span.call !== null
  if (known === undefined || span.call !== null) window.set(id, span)
  return false
}
