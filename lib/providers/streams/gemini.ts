import { has, isObject, type Json, listAt, objectAt } from "../json"
import { added } from "./responses"

const COUNTS = ["promptTokenCount", "candidatesTokenCount", "responseTokenCount", "thoughtsTokenCount"]

/**
 * generateContent streams: every count is cumulative and the last event that has counts covers the
 * call. The Live API, known by `responseTokenCount`, sends increments instead.
 */
export function foldGemini(events: readonly Json[]): Json | null {
  const body: Json = {}
  let usage: Json | null = null
  let live: Json | null = null
  let candidates: unknown[] = []
  let grounding: unknown = null
  const rounds = { done: 0, current: 0 }
  for (const event of events) {
    for (const key of ["modelVersion", "responseId", "promptFeedback"])
      if (has(event, key)) body[key] = event[key]
    const counts = objectAt(event, "usageMetadata")
    if (counts !== null && has(counts, "responseTokenCount")) live = added(live ?? {}, increment(counts))
    if (counts !== null && (usage === null || COUNTS.some((key) => has(counts, key)))) usage = counts
    if (counts !== null) addRound(rounds, counts)
    if (listAt(event, "candidates").length > 0) {
      candidates = listAt(event, "candidates")
      grounding = groundingOf(candidates) ?? grounding
    }
  }
  if (usage !== null) body.usageMetadata = live ?? usage
  if (live === null && rounds.done > 0) body.outputOfRounds = rounds.done
  const last = candidates[0]
  const finish = isObject(last) ? last.finishReason : undefined
  if (finish !== undefined || grounding !== null) {
    body.candidates = [
      { finishReason: finish, ...(grounding === null ? null : { groundingMetadata: grounding }) },
    ]
  }
  return body
}

/** Server-side tools restart the counts with every round; what the finished rounds made adds up. */
function addRound(rounds: { done: number; current: number }, counts: Json) {
  const output = countOf(counts.candidatesTokenCount) + countOf(counts.thoughtsTokenCount)
  if (output < rounds.current) rounds.done += rounds.current
  rounds.current = output
}

function countOf(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0
}

function groundingOf(candidates: readonly unknown[]): unknown {
  for (const candidate of candidates) {
    const grounding = isObject(candidate) ? objectAt(candidate, "groundingMetadata") : null
    if (grounding !== null && listAt(grounding, "webSearchQueries").length > 0) return grounding
  }
  return null
}

/** Live text details count the whole context again, outside the prompt count; only audio adds up. */
function increment(counts: Json): Json {
  const out: Json = { ...counts }
  for (const key of ["promptTokensDetails", "responseTokensDetails"]) {
    delete out[key]
    const audio = listAt(counts, key).filter((detail) => isObject(detail) && detail.modality === "AUDIO")
    if (audio.length > 0) out[key] = audio
  }
  return out
}

export function foldInteractions(events: readonly Json[]): Json | null {
  const body: Json = {}
  const steps: unknown[] = []
  for (const event of events) {
    const interaction = objectAt(event, "interaction")
    if (interaction !== null) {
      for (const key of Object.keys(interaction)) if (has(interaction, key)) body[key] = interaction[key]
    }
    if (isObject(event.step) && event.step.type === "google_search_call") steps.push(event.step)
  }
  if (listAt(body, "steps").length === 0 && steps.length > 0) body.steps = steps
  return body
}
