import { type Draft, ofWhich, optional, required, warn } from "../draft"
import { type Json, textAt } from "../json"
import { splitInclusive } from "./inclusive"

/**
 * The counts of a span's attributes. OpenTelemetry wants cached tokens inside the input and reasoning inside the
 * output; instrumentations that leave the cached ones out are told by what does not fit.
 */
export function readOpenTelemetry(draft: Draft, usage: Json) {
  const input = required(draft, usage, "input_tokens")
  const output = required(draft, usage, "output_tokens")
  const total = optional(draft, usage, "total_tokens")
  const cached = optional(draft, usage, "cache_read_input_tokens") ?? 0
  const written = optional(draft, usage, "cache_creation_input_tokens") ?? 0
  const beside = total !== null && cached + written > 0 && total === input + output + cached + written
  splitInclusive(draft, {
    ...{ input, output, total, cached },
    ...{ write5m: 0, write1h: 0, writeOther: written },
    reasoning: optional(draft, usage, "reasoning_tokens") ?? 0,
    cacheOutside: beside || cached + written > input,
    billGap: true,
  })
  const made = draft.main.classes.output
  ofWhich(draft, "audio_in", optional(draft, usage, "input_audio_tokens"), draft.inputTotal, "input")
  ofWhich(draft, "image_in", optional(draft, usage, "input_image_tokens"), draft.inputTotal, "input")
  ofWhich(draft, "video_in", optional(draft, usage, "input_video_tokens"), draft.inputTotal, "input")
  ofWhich(draft, "audio_out", optional(draft, usage, "output_audio_tokens"), made, "output")
  if (!("input_tokens" in usage) || !("output_tokens" in usage)) {
    const missing = "input_tokens" in usage ? "output" : "input"
    if (total === null || total > input + output) {
      warn(draft, "count_missing", `The span states no ${missing} tokens; what is missing was counted as 0.`)
    }
  }
  draft.responseId = textAt(usage, "response_id")
}
