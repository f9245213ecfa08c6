import { has, isObject, type Json, objectAt } from "../json"

/** ConverseStream: usage in the `metadata` event, the stop reason in `messageStop`. */
export function foldBedrock(events: readonly Json[]): Json | null {
  const body: Json = {}
  for (const event of events) {
    const metadata = objectAt(event, "metadata")
    if (metadata !== null) for (const key of Object.keys(metadata)) body[key] = metadata[key]
    const stop = objectAt(event, "messageStop")
    if (stop !== null && has(stop, "stopReason")) body.stopReason = stop.stopReason
  }
  return body
}

/** Cohere: the id in the first event, usage and finish reason in the last one of v2, `response` of v1. */
export function foldCohere(events: readonly Json[]): Json | null {
  const body: Json = {}
  for (const event of events) {
    if (has(event, "id")) body.id = event.id
    if (has(event, "generation_id")) body.id = event.generation_id
    const delta = event.type === "message-end" ? objectAt(event, "delta") : null
    if (delta !== null) {
      if (isObject(delta.usage)) body.usage = delta.usage
      body.finish_reason = delta.finish_reason
    }
    const response = event.event_type === "stream-end" ? objectAt(event, "response") : null
    if (response !== null)
      for (const key of ["meta", "finish_reason"]) if (has(response, key)) body[key] = response[key]
    if (has(event, "finish_reason")) body.finish_reason = event.finish_reason
  }
  return body
}
