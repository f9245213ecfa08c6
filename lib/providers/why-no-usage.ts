import { isObject, type Json, quoted } from "./json"
import type { Payload } from "./payload"

interface Reason {
  code: "no_usage" | "unknown_shape" | "bad_usage"
  detail: string
}

/** Marks of answers that are whole and yet state no usage. */
const ANSWERS = [
  "choices",
  "candidates",
  "content",
  "output",
  "message",
  "messages",
  "data",
  "object",
  "type",
  "text",
  "status",
  "embeddings",
  "response",
  "interaction",
  "modelVersion",
  "promptFeedback",
  "finish_reason",
  "stopReason",
  "stop_reason",
  "model",
]

/** The answer of a look-up that counts the tokens of a prompt, which nobody charges. */
export function isTokenCount(body: Json): boolean {
  if (body.object === "response.input_tokens" || "totalTokens" in body) return true
  return "input_tokens" in body && !("output_tokens" in body) && Object.keys(body).length <= 2
}

/** Why a payload gave no usage: it states none, or its words are not known. */
export function whyNoUsage(body: Json | null, payload: Payload | null): Reason {
  if (body === null) {
    if (payload !== null && payload.text !== null) {
      return { code: "no_usage", detail: "The payload is text and states no usage." }
    }
    return { code: "no_usage", detail: "The payload is empty and states no usage." }
  }
  const { usage } = body
  if (isObject(usage)) {
    const keys = Object.keys(usage).slice(0, 6)
    if (keys.length === 0) return { code: "no_usage", detail: "The usage object is empty." }
    return {
      code: "unknown_shape",
      detail: `The usage object has none of the known fields; it has ${keys.map(quoted).join(", ")}.`,
    }
  }
  if (usage !== undefined && usage !== null) {
    return { code: "bad_usage", detail: `usage is ${quoted(usage)}, which is not an object.` }
  }
  if (isObject(body.error) || typeof body.error === "string" || typeof body.message === "string") {
    return { code: "no_usage", detail: "The payload is an error and states no usage." }
  }
  if (isTokenCount(body))
    return { code: "no_usage", detail: "The payload only counts tokens; nothing was charged." }
  if (payload !== null && payload.events !== null) return streamWithout(body)
  if (ANSWERS.some((key) => key in body)) return { code: "no_usage", detail: "The response states no usage." }
  return { code: "unknown_shape", detail: "Neither a known response nor a known usage object was found." }
}

function streamWithout(body: Json): Reason {
  const chat = body.object === "chat.completion.chunk"
  return {
    code: "no_usage",
    detail: chat
      ? "The stream states no usage: it was cut short, or was asked for without stream_options.include_usage."
      : "The stream states no usage: it was cut short before its last event.",
  }
}
