import { isObject, type Json, objectAt, textAt } from "@/lib/providers/json"
import { instantOf, textOf } from "../parts"
import { keptOf, whoOfObservation, whoOfTrace } from "./observation"
import type { Said } from "./place"

const MAX_ID = 512
/** Beside these a batch holds scores and the SDK's own log, which say nothing of usage. */
const OBSERVATION =
  /^(?:span|generation|event|observation|agent|tool|chain|retriever|evaluator|embedding|guardrail)-/
const GENERATION = /^(?:generation|embedding)$/i

/** An event that could not be taken. */
export interface Wrong {
  id: string
  message: string
}

interface BatchEvent {
  id: string
  type: string
  at: number
  body: Json
}

function readBatch(batch: readonly unknown[]): { events: BatchEvent[]; ids: string[]; errors: Wrong[] } {
  const found = { events: [] as BatchEvent[], ids: [] as string[], errors: [] as Wrong[] }
  for (const event of batch) {
    const id = isObject(event) ? textAt(event, "id") : null
    const type = isObject(event) ? textAt(event, "type") : null
    const body = isObject(event) ? objectAt(event, "body") : null
    if (!isObject(event) || id === null || type === null)
      found.errors.push({ id: id ?? "", message: "An event needs id and type." })
    else {
      found.ids.push(id)
      if (body) found.events.push({ id, type, at: instantOf(event.timestamp) ?? 0, body })
    }
  }
  // What was said later is said of the same thing again.
  found.events.sort((a, b) => a.at - b.at)
  return found
}

function idAt(body: Json, name: string): string | null {
  const id = textOf(body[name], MAX_ID + 1)
  return id === undefined || id.length > MAX_ID ? null : id
}

function saidBy({ id: eventId, type, body }: BatchEvent): Said | null {
  const id = idAt(body, "id")
  if (type.startsWith("trace-")) {
    if (id === null) return null
    return {
      eventId,
      traceId: id,
      observationId: null,
      parent: null,
      who: whoOfTrace(body),
      generation: null,
      begins: false,
    }
  }
  if (id === null || !OBSERVATION.test(type)) return null
  const traceId = idAt(body, "traceId") ?? id
  const isGeneration = GENERATION.test(type.replace(/-\w+$/, "")) || GENERATION.test(String(body.type ?? ""))
  return {
    ...{ eventId, traceId, observationId: id, parent: idAt(body, "parentObservationId") },
    who: whoOfObservation(body, type),
    generation: isGeneration ? keptOf(body, type, { id, traceId }) : null,
    begins: type.endsWith("-create"),
  }
}

/** What a batch says of traces and what happened in them, and what of it cannot be read. */
export function saidInBatch(
  batch: readonly unknown[],
  metadata: Json | null,
): { said: Said[]; ids: string[]; errors: Wrong[]; sdk: string | null } {
  const { events, ids, errors } = readBatch(batch)
  const said = events.map(saidBy).filter((one) => one !== null)
  return { said, ids, errors, sdk: metadata === null ? null : textAt(metadata, "sdk_integration") }
}
