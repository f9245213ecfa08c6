import { isObject, type Json } from "./json"
import { foldAnthropic } from "./streams/anthropic"
import { foldBedrock, foldCohere } from "./streams/bedrock-cohere"
import { foldChunks } from "./streams/chunks"
import { foldGemini, foldInteractions } from "./streams/gemini"
import { foldResponses } from "./streams/responses"

/**
 * A stream's events as the body that the same call would have had without streaming, as far as usage,
 * model, id, tier, cost and billed tools are concerned. Null where no event is recognised.
 */
export function foldEvents(events: readonly Json[]): Json | null {
  for (const event of events) {
    const fold = foldFor(event)
    if (fold !== null) return fold(events)
  }
  return foldChunks(events)
}

type Fold = (events: readonly Json[]) => Json | null

function foldFor(event: Json): Fold | null {
  const { type } = event
  if (typeof type === "string") {
    if (type === "message_start" || type === "message_delta") return foldAnthropic
    if (type.startsWith("response.")) return foldResponses
    if (type === "message-start" || type === "message-end") return foldCohere
    if (type.startsWith("image_") || type.startsWith("transcript.")) return foldChunks
  }
  if (event.choices !== undefined) return foldChunks
  if (
    event.candidates !== undefined ||
    event.usageMetadata !== undefined ||
    event.serverContent !== undefined
  ) {
    return foldGemini
  }
  if (isObject(event.interaction)) return foldInteractions
  if (event.messageStart !== undefined || event.messageStop !== undefined || isBedrockMetadata(event)) {
    return foldBedrock
  }
  return event.event_type === "stream-start" || event.event_type === "stream-end" ? foldCohere : null
}

function isBedrockMetadata(event: Json): boolean {
  return isObject(event.metadata) && isObject(event.metadata.usage)
}
