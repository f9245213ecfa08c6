import { addCount, type Draft, ofWhich, optional, refuse, warn } from "../draft"
import { has, type Json, objectAt } from "../json"
import { readInputOutput } from "./openai-responses"

/** DashScope's own protocol: tokens for text and vision, pieces for speech, images and video. */
export function readDashScope(draft: Draft, usage: Json, body: Json) {
  if (has(usage, "input_tokens") || has(usage, "output_tokens")) {
    readInputOutput(draft, usage)
    const input = draft.inputTotal
    if (objectAt(usage, "input_tokens_details") === null) {
      ofWhich(draft, "audio_in", optional(draft, usage, "audio_tokens"), input, "input")
      ofWhich(draft, "image_in", optional(draft, usage, "image_tokens"), input, "input")
      ofWhich(draft, "video_in", optional(draft, usage, "video_tokens"), input, "input")
    }
  } else if (has(usage, "total_tokens")) {
    const output = objectAt(body, "output")
    const inputOnly = output !== null && (has(output, "embeddings") || has(output, "results"))
    if (!inputOnly)
      refuse(draft, "bad_usage", "The usage states only a total, so input and output cannot be told apart.")
    draft.main.classes.input_uncached = optional(draft, usage, "total_tokens") ?? 0
    draft.inputTotal = draft.main.classes.input_uncached
  }
  addCount(draft, "characters", optional(draft, usage, "characters"))
  addCount(draft, "images", optional(draft, usage, "image_count"))
  readSeconds(draft, usage)
}

function readSeconds(draft: Draft, usage: Json) {
  const length = usage.seconds ?? usage.duration ?? usage.video_duration
  if (length === undefined || length === null) return
  if (typeof length === "number" && length >= 0 && Number.isSafeInteger(Math.ceil(length))) {
    addCount(draft, "seconds", Math.ceil(length))
  } else warn(draft, "bad_count_ignored", "The length of the audio or video is not a number; it was ignored.")
}
