import { has, isObject, type Json, objectAt } from "../json"

/**
 * `message_start` carries the message, each `message_delta` counts that replace its own, field by
 * field where they are not null. The counts are cumulative and never added.
 */
export function foldAnthropic(events: readonly Json[]): Json | null {
  const body: Json = { type: "message" }
  const usage: Json = {}
  let seen = false
  for (const event of events) {
    const message = event.type === "message_start" ? objectAt(event, "message") : null
    if (message !== null) {
      for (const key of Object.keys(message))
        if (key !== "usage" && key !== "content") body[key] = message[key]
    }
    const counts = message === null ? objectAt(event, "usage") : objectAt(message, "usage")
    if (counts !== null && (message !== null || event.type === "message_delta")) {
      seen = true
      for (const key of Object.keys(counts)) if (has(counts, key)) usage[key] = counts[key]
    }
    const delta = event.type === "message_delta" ? event.delta : null
    if (isObject(delta) && has(delta, "stop_reason")) body.stop_reason = delta.stop_reason
    // Gateways add what the call cost to the last event.
    if (has(event, "provider")) body.provider = event.provider
  }
  if (seen) body.usage = usage
  return body
}
