import { addCount, type Draft, ofWhich, optional, refuse, required, warn } from "../draft"
import { has, type Json, listAt, objectAt, quoted } from "../json"
import { readInputOutput } from "./openai-responses"

/** Image generation and editing: token usage where the model has it, else the number of images. */
export function readImages(draft: Draft, usage: Json, body: Json) {
  const images = listAt(body, "data").length
  addCount(draft, "images", images > 0 ? images : has(body, "b64_json") ? 1 : 0)
  if (has(usage, "input_tokens") || has(usage, "output_tokens")) {
    readInputOutput(draft, usage)
    const output = draft.main.classes.output
    if (objectAt(usage, "output_tokens_details") === null)
      ofWhich(draft, "image_out", output, output, "output")
  }
}

/** Transcription: tokens, or the seconds of audio; a started second counts whole. */
export function readTranscription(draft: Draft, usage: Json) {
  if (usage.type !== "duration" && !has(usage, "seconds")) {
    readInputOutput(draft, usage)
    return
  }
  const seconds = usage.seconds
  if (typeof seconds !== "number" || !(seconds >= 0) || !Number.isSafeInteger(Math.ceil(seconds))) {
    refuse(draft, "bad_usage", `seconds is ${quoted(seconds)}, which is not a length of audio.`)
    return
  }
  addCount(draft, "seconds", Math.ceil(seconds))
  if (!Number.isInteger(seconds)) {
    warn(draft, "seconds_rounded", `${seconds} seconds of audio are charged as ${Math.ceil(seconds)}.`)
  }
}

/** Ollama's own answer: prompt and answer counted apart, nothing cached. */
export function readEvalCounts(draft: Draft, body: Json) {
  draft.main.classes.input_uncached = required(draft, body, "prompt_eval_count")
  draft.main.classes.output = required(draft, body, "eval_count")
  draft.inputTotal = draft.main.classes.input_uncached
}

/** Vertex `:predict` answers: tokens per embedded text, images by the piece. */
export function readPredictions(draft: Draft, body: Json) {
  let tokens = 0
  let images = 0
  for (const entry of listAt(body, "predictions")) {
    const prediction =
      typeof entry === "object" && entry !== null && !Array.isArray(entry) ? (entry as Json) : {}
    const embeddings = objectAt(prediction, "embeddings")
    const statistics = embeddings === null ? null : objectAt(embeddings, "statistics")
    tokens += optional(draft, statistics, "token_count") ?? 0
    if (has(prediction, "bytesBase64Encoded")) images += 1
  }
  const metadata = objectAt(body, "metadata")
  draft.main.classes.input_uncached = tokens
  draft.inputTotal = tokens
  addCount(draft, "images", images)
  addCount(draft, "characters", optional(draft, metadata, "billableCharacterCount"))
  if (tokens + images === 0 && Object.keys(draft.main.counts).length === 0) {
    refuse(draft, "no_usage", "The predictions state no tokens.")
  }
}
