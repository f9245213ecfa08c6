import { addCount, type Draft, ofWhich, optional, refuse, required, warn } from "../draft"
import { isObject, type Json, listAt, objectAt, textAt } from "../json"
import { splitInclusive } from "./inclusive"

/**
 * `input_tokens`, `output_tokens` with cached tokens inside: the Responses API, Realtime, images and
 * transcription, whose detail objects differ by one letter, and the counts LangChain and Pydantic AI
 * pass on.
 */
export function readInputOutput(draft: Draft, usage: Json) {
  const inputDetails =
    objectAt(usage, "input_tokens_details") ??
    objectAt(usage, "input_token_details") ??
    objectAt(usage, "prompt_tokens_details")
  const outputDetails = objectAt(usage, "output_tokens_details") ?? objectAt(usage, "output_token_details")
  const split = inputDetails === null ? null : objectAt(inputDetails, "cache_creation")
  splitInclusive(draft, {
    input: required(draft, usage, "input_tokens"),
    output: required(draft, usage, "output_tokens"),
    total: optional(draft, usage, "total_tokens"),
    cached:
      optional(draft, inputDetails, "cached_tokens") ??
      optional(draft, inputDetails, "cache_read") ??
      optional(draft, usage, "cache_read_tokens") ??
      0,
    writeOther:
      optional(draft, inputDetails, "cache_write_tokens") ??
      optional(draft, split === null ? inputDetails : null, "cache_creation") ??
      optional(draft, usage, "cache_write_tokens") ??
      0,
    write5m:
      optional(draft, inputDetails, "cache_creation_input_tokens") ??
      optional(draft, split, "ephemeral_5m_input_tokens") ??
      0,
    write1h: 0,
    reasoning:
      optional(draft, outputDetails, "reasoning_tokens") ?? optional(draft, outputDetails, "reasoning") ?? 0,
    cacheOutside: false,
    billGap: false,
  })
  if (inputDetails !== null) {
    ofWhich(draft, "audio_in", optional(draft, inputDetails, "audio_tokens"), draft.inputTotal, "input")
    ofWhich(draft, "image_in", optional(draft, inputDetails, "image_tokens"), draft.inputTotal, "input")
    ofWhich(draft, "video_in", optional(draft, inputDetails, "video_tokens"), draft.inputTotal, "input")
    const cached = objectAt(inputDetails, "cached_tokens_details")
    ofWhich(
      draft,
      "cached_audio",
      optional(draft, cached, "audio_tokens"),
      draft.main.classes.cache_read,
      "the cached input",
    )
  }
  if (outputDetails !== null) {
    const made = draft.main.classes.output
    ofWhich(draft, "audio_out", optional(draft, outputDetails, "audio_tokens"), made, "output")
    ofWhich(draft, "image_out", optional(draft, outputDetails, "image_tokens"), made, "output")
  }
}

/** A Responses body: its usage, and the built-in tools that only `output[]` shows. */
export function readOpenAiResponses(draft: Draft, usage: Json, body: Json) {
  readInputOutput(draft, usage)
  const status = textAt(body, "status")
  if (
    (status === "queued" || status === "in_progress") &&
    draft.inputTotal + draft.main.classes.output === 0
  ) {
    refuse(
      draft,
      "no_usage",
      `The response is still ${status.replace("_", " ")}; its usage is not known yet.`,
    )
  }
  countTools(draft, body)
  const stated = objectAt(body, "tool_usage")
  if (stated !== null) readToolUsage(draft, stated)
}

/** Searches opened pages with the same item type; only the action `search` is charged. */
function countTools(draft: Draft, body: Json) {
  const containers = new Set<string>()
  for (const item of listAt(body, "output")) {
    if (!isObject(item)) continue
    if (item.type === "web_search_call") {
      const action = objectAt(item, "action")
      if (action === null || action.type === undefined || action.type === "search") {
        addCount(draft, "web_search_requests", 1)
      }
    } else if (item.type === "file_search_call") addCount(draft, "file_search_calls", 1)
    else if (item.type === "image_generation_call") addCount(draft, "image_generation_calls", 1)
    else if (item.type === "code_interpreter_call") {
      containers.add(textAt(item, "container_id") ?? "")
    }
  }
  addCount(draft, "code_interpreter_sessions", containers.size)
}

/** `tool_usage` states what `output[]` only implies; the image model's tokens appear nowhere else. */
function readToolUsage(draft: Draft, stated: Json) {
  const searches = optional(draft, objectAt(stated, "web_search"), "num_requests")
  if (searches !== null) {
    delete draft.main.counts.web_search_requests
    addCount(draft, "web_search_requests", searches)
  }
  const image = objectAt(stated, "image_gen")
  if (image === null) return
  const input = optional(draft, image, "input_tokens") ?? 0
  const output = optional(draft, image, "output_tokens") ?? 0
  if (input + output === 0) return
  addCount(draft, "image_tool_input_tokens", input)
  addCount(draft, "image_tool_output_tokens", output)
  warn(
    draft,
    "image_model_billed_apart",
    `The image tool used ${input} input and ${output} output tokens of an image model the response does not name.`,
  )
}
