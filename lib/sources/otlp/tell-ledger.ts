import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { countIngest } from "@/lib/http/metrics"
import { attributeCalls } from "@/lib/ledger/merge/attribute-calls"
import { isObject } from "@/lib/providers/json"
import { storable } from "@/lib/providers/storable-text"
import { type EventInput, type IngestAnswer, MAX_EVENTS } from "../events-schema"
import { ingestEvents, pricingOf } from "../ingest"
import { noteTraffic } from "../traffic"
import type { Attribution } from "./attribution"
import { FIELDS } from "./dialects/dialect"
import { spanOfKey } from "./span"
import { isShared, type KeptCall, type Step, stepsOf, type TraceWindow } from "./trace-window"

export interface Telling {
  now: Date
  requestId: string
  backfill: boolean
}

/** A span whose call was not counted, and why. */
export interface Refused {
  spanId: string
  detail: string
}

interface Told {
  accepted: number
  refused: Refused[]
}

/** An event of one source, to be told under its key. */
interface Item {
  spanId: string
  sourceId: number
  keyId: number | null
  event: EventInput
  /** What holds once the ledger has answered. */
  answered: (refusal: string | null) => void
}

const nothing = () => undefined

function caused(event: EventInput, cause: Attribution): EventInput {
  return { ...event, ...cause }
}

function latestId({ event, revision }: KeptCall): string {
  return revision === 0 ? (event.id ?? "") : `${event.id}~${revision}`
}

function counting({ spanId, call, cause }: Step): Item {
  const answered = (refusal: string | null) => {
    call.state = refusal === null ? "counted" : "gone"
    call.event = refusal === null ? withoutSpan(call.event) : idsOf(call.event)
    call.sent = cause
    call.told = cause
  }
  return { spanId, ...ownerOf(call), event: caused(call.event, cause), answered }
}

const idsOf = ({ id, trace_id, span_id }: EventInput): EventInput => ({ id, trace_id, span_id })

/** What a replacement needs: the ledger has the span's attributes with what was sent first. */
function withoutSpan(all: EventInput): EventInput {
  const { response, ...event } = all
  const { span, ...body } = isObject(response) ? response : {}
  if (span === undefined) return all
  return Object.keys(body).length > 0 ? { ...event, response: body } : event
}

const ownerOf = ({ sourceId, keyId }: KeptCall) => ({ sourceId, keyId })

/** The call as it was sent first: the ledger knows it, and says so. */
function repeating(spanId: string, call: KeptCall, event: EventInput): Item {
  return { spanId, ...ownerOf(call), event: caused(event, call.sent ?? {}), answered: nothing }
}

function voiding({ spanId, call }: Step): Item {
  const event: EventInput = {
    ...{ id: `${call.event.id}~void`, type: "void", target_id: latestId(call) },
    reason: "Calls below this span in its trace state the same usage.",
  }
  return { spanId, ...ownerOf(call), event, answered: () => forget(call) }
}

function forget(call: KeptCall): void {
  call.state = "gone"
  call.event = idsOf(call.event)
}

function replacing({ spanId, call, cause }: Step, now: Date): Item {
  const { time = now.toISOString() } = call.event
  const event: EventInput = {
    ...{ ...caused(call.event, cause), time, id: `${call.event.id}~${call.revision + 1}` },
    ...{ type: "replace", target_id: latestId(call) },
    reason: call.isChanged
      ? "Its sender has said otherwise of the call since."
      : "Spans above this one in its trace came later and say who caused the call.",
  }
  const answered = () => {
    call.revision += 1
    call.told = cause
    delete call.isChanged
  }
  return { spanId, ...ownerOf(call), event, answered }
}

function asOwner(scope: Scope, { sourceId, keyId }: Item): Scope {
  if (keyId === null) return scope
  const { actor } = scope
  const scopes = actor.kind === "key" ? actor.scopes : []
  const maker = actor.kind === "key" ? actor.maker : null
  return { ...scope, actor: { kind: "key", keyId, sourceId, scopes, maker } }
}

/** Under each key's own name, in the order given. */
function byOwner(items: readonly Item[]): Item[][] {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const owner = `${item.sourceId}.${item.keyId}`
    const group = groups.get(owner)
    if (group) group.push(item)
    else groups.set(owner, [item])
  }
  return [...groups.values()].flatMap((group) => {
    const parts: Item[][] = []
    for (let from = 0; from < group.length; from += MAX_EVENTS)
      parts.push(group.slice(from, from + MAX_EVENTS))
    return parts
  })
}

async function send(scope: Scope, items: readonly Item[], telling: Telling): Promise<Told> {
  const told: Told = { accepted: 0, refused: [] }
  for (const part of byOwner(items)) {
    const [first] = part
    if (first === undefined) continue
    const answer: IngestAnswer = await ingestEvents(
      asOwner(scope, first),
      first.sourceId,
      part.map(({ event }) => event),
      { ...telling, reporter: "span" },
    )
    countIngest(answer)
    const refusals = new Map(answer.rejected.map(({ index, detail }) => [index, detail]))
    part.forEach(({ spanId, answered }, index) => {
      const refusal = refusals.get(index) ?? null
      answered(refusal)
      if (refusal !== null) told.refused.push({ spanId: spanOfKey(spanId), detail: refusal })
    })
    told.accepted += answer.accepted
  }
  return told
}

/** A span that was sent again. */
export interface Repeat {
  spanId: string
  /** As the trace knows it. */
  call: KeptCall
  /** As it came now. */
  event: EventInput
}

/** A word of a call that adds to what is known of it, and takes nothing back. */
function isAddition(told: Attribution, cause: Attribution): boolean {
  const tags = cause.tags ?? {}
  return (
    FIELDS.every((field) => told[field] === undefined || told[field] === cause[field]) &&
    Object.entries(told.tags ?? {}).every(([name, value]) => tags[name] === value)
  )
}

async function addWords(scope: Scope, steps: readonly Step[]): Promise<void> {
  const bySource = new Map<number, Step[]>()
  for (const step of steps) {
    const { sourceId } = step.call
    bySource.set(sourceId, [...(bySource.get(sourceId) ?? []), step])
  }
  for (const [sourceId, words] of bySource) {
    await attributeCalls(
      scope,
      sourceId,
      words.map(({ call, cause }) => {
        // A word is no event, which would have been read so: its texts may hold NUL or end in half a character.
        const { tags = {}, ...fields } = storable(cause)
        return {
          ...{ user: null, agent: null, feature: null, team: null, environment: null, session: null },
          ...{ ...fields, tags, call: latestId(call), id: `${call.event.id}+${call.words + 1}` },
        }
      }),
    )
    for (const { call, cause } of words) {
      call.words += 1
      call.told = cause
    }
  }
}

/** Spans that repeat what calls below them state, for the Sources screen. */
function noteRepeated(scope: Scope, steps: readonly Step[]): void {
  for (const { call } of steps) {
    if (call.counts) noteTraffic(scope, call.sourceId, { suppressed: 1 })
  }
}

/** Sums beside which calls of other sources tell a part of the same usage, for the Sources screen. */
function noteOverlap(scope: Scope, steps: readonly Step[]): void {
  for (const { kind, call } of steps) {
    if (kind === "overlap") {
      call.overlaps = true
      noteTraffic(scope, call.sourceId, { overlapping: 1 })
    } else if (kind === "void" && call.overlaps) {
      delete call.overlaps
      noteTraffic(scope, call.sourceId, { overlapping: -1 })
    }
  }
}

/**
 * Tells the ledger what the traces show, and shared ones once more: which of several sources' calls repeat others is
 * known when the ledger has taken those.
 */
export async function tellTraces(
  scope: Scope,
  windows: readonly TraceWindow[],
  repeats: readonly Repeat[],
  telling: Telling,
): Promise<Told> {
  const shared = windows.filter(isShared)
  const pricing = shared.length > 0 ? await pricingOf(scope) : null
  const stepsIn = (these: readonly TraceWindow[]) =>
    these.flatMap((window) => stepsOf(window, telling.now.getTime(), pricing))
  const told = await tellLedger(scope, stepsIn(windows), repeats, telling)
  if (shared.length > 0) await tellLedger(scope, stepsIn(shared), [], telling)
  return told
}

/** Calls before what corrects them; marks what the ledger knows by then. */
async function tellLedger(
  scope: Scope,
  steps: readonly Step[],
  repeats: readonly Repeat[],
  telling: Telling,
): Promise<Told> {
  const of = (wanted: Step["kind"]) => steps.filter(({ kind }) => kind === wanted)
  const known = repeats.filter(({ call }) => call.state === "counted")
  const again = known.map(({ spanId, call, event }) => repeating(spanId, call, event))
  const told = await send(scope, [...again, ...of("count").map(counting)], telling)
  const late = of("attribute")
  const words = late.filter(({ call, cause }) => !call.isChanged && isAddition(call.told ?? {}, cause))
  const changes = late.filter((step) => !words.includes(step))
  const corrections = [...of("void").map(voiding), ...changes.map((step) => replacing(step, telling.now))]
  await send(scope, corrections, { ...telling, backfill: true })
  await addWords(scope, words)
  for (const { call } of of("drop")) forget(call)
  noteRepeated(scope, [...of("drop"), ...of("void")])
  noteOverlap(scope, steps)
  return told
}
