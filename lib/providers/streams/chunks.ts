import { has, isObject, type Json, objectAt, textAt } from "../json"

/** Facts that any chunk may carry; the last one that is not empty stands. */
const CARRIED = ["id", "model", "service_tier", "provider", "object", "request_id", "created", "citations"]

/**
 * Chunks of Chat Completions and of everything else that puts a cumulative `usage` on its events:
 * DashScope, images, transcription. The last usage wins; Groq's may sit in `x_groq`.
 */
export function foldChunks(events: readonly Json[]): Json | null {
  let usage: Json | null = null
  let holder: Json | null = null
  for (let i = events.length - 1; i >= 0 && holder === null; i -= 1) {
    const event = events[i]
    if (event === undefined) continue
    usage = usageOf(event)
    if (usage !== null || has(event, "amazon-bedrock-invocationMetrics")) holder = event
  }
  const body: Json = {}
  for (const key of CARRIED) {
    const text = lastText(events, key)
    if (text !== undefined) body[key] = text
  }
  if (holder !== null) {
    for (const key of Object.keys(holder)) if (!has(body, key) && key !== "choices") body[key] = holder[key]
  }
  if (usage !== null) body.usage = usage
  if (Object.keys(body).length === 0) return null
  const finish = finishedChoice(events)
  return finish === null ? body : { ...body, choices: [finish] }
}

function usageOf(event: Json): Json | null {
  const usage = event.usage
  if (isObject(usage)) return usage
  const groq = objectAt(event, "x_groq")
  if (groq !== null && isObject(groq.usage)) return groq.usage
  // Moonshot has put the usage beside the last choice's delta.
  const choice = Array.isArray(event.choices) ? event.choices[0] : null
  return isObject(choice) && isObject(choice.usage) ? choice.usage : null
}

function lastText(events: readonly Json[], key: string): unknown {
  for (let i = events.length - 1; i >= 0; i -= 1) {
    const value = events[i]?.[key]
    if (value !== undefined && value !== null && value !== "") return value
  }
  return undefined
}

function finishedChoice(events: readonly Json[]): Json | null {
  for (let i = events.length - 1; i >= 0; i -= 1) {
    const choices = events[i]?.choices
    const choice: unknown = Array.isArray(choices) ? choices[0] : null
    if (isObject(choice) && textAt(choice, "finish_reason") !== null) {
      return { finish_reason: choice.finish_reason }
    }
  }
  return null
}
