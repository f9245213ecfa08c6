import { addCount, type Draft, ofWhich, optional, refuse, required, warn } from "../draft"
import { has, isObject, type Json, listAt, objectAt, textAt } from "../json"
import type { SubCount } from "../schema"

/** What Gemini's two usage objects have in common, whatever they call it. */
interface GeminiCounts {
  prompt: number
  cached: number
  toolUse: number
  answer: number
  thoughts: number
  total: number | null
}

/** Prompt contains the cached part; tool use and thoughts come on top of prompt and answer. */
export function splitGemini(draft: Draft, counts: GeminiCounts) {
  let { cached } = counts
  if (cached > counts.prompt) {
    warn(
      draft,
      "part_above_whole",
      `${cached} cached tokens are more than the prompt of ${counts.prompt}; they were cut to that.`,
    )
    cached = counts.prompt
  }
  const classes = draft.main.classes
  classes.input_uncached = counts.prompt - cached + counts.toolUse
  classes.cache_read = cached
  classes.output = counts.answer + counts.thoughts
  draft.inputTotal = counts.prompt + counts.toolUse
  ofWhich(draft, "reasoning", counts.thoughts, classes.output, "output")
  ofWhich(draft, "tool_use_prompt", counts.toolUse, classes.input_uncached, "plain input")
  const sum = draft.inputTotal + classes.output
  if (counts.total !== null && counts.total !== sum) {
    warn(
      draft,
      counts.total > sum ? "total_above_parts" : "total_below_parts",
      `The total is ${counts.total} but its parts add up to ${sum}; the parts were charged.`,
    )
  }
}

/** `usageMetadata` of generateContent, embeddings and, already added up, the Live API. */
export function readGemini(draft: Draft, usage: Json, body: Json) {
  const answer = has(usage, "candidatesTokenCount") ? "candidatesTokenCount" : "responseTokenCount"
  if (!has(usage, "promptTokenCount") && !has(usage, answer) && !has(usage, "thoughtsTokenCount")) {
    refuse(
      draft,
      "no_usage",
      has(usage, "totalTokenCount")
        ? "The payload states only the size of stored content; storing it is billed by the hour, outside any response."
        : "The payload states no token counts.",
    )
    return
  }
  splitGemini(draft, {
    prompt: required(draft, usage, "promptTokenCount"),
    cached: optional(draft, usage, "cachedContentTokenCount") ?? 0,
    toolUse: optional(draft, usage, "toolUsePromptTokenCount") ?? 0,
    answer: required(draft, usage, answer),
    thoughts: required(draft, usage, "thoughtsTokenCount"),
    total: optional(draft, usage, "totalTokenCount"),
  })
  const prompt = Array.isArray(usage.promptTokensDetails) ? "promptTokensDetails" : "promptTokenDetails"
  readModalities(draft, listAt(usage, prompt), "tokenCount", INPUT_PARTS, draft.inputTotal)
  readModalities(
    draft,
    listAt(usage, "cacheTokensDetails"),
    "tokenCount",
    CACHED_PARTS,
    draft.main.classes.cache_read,
  )
  const made = Array.isArray(usage.candidatesTokensDetails)
    ? "candidatesTokensDetails"
    : "responseTokensDetails"
  readModalities(draft, listAt(usage, made), "tokenCount", OUTPUT_PARTS, draft.main.classes.output)
  countGrounding(draft, body)
  const rounds = optional(draft, body, "outputOfRounds") ?? 0
  if (rounds > draft.main.classes.output) {
    warn(
      draft,
      "last_event_below_rounds",
      `The last event states ${draft.main.classes.output} output tokens, the rounds before it ${rounds}; the last event was used.`,
    )
  }
}

export const INPUT_PARTS = {
  AUDIO: "audio_in",
  IMAGE: "image_in",
  VIDEO: "video_in",
  DOCUMENT: "document_in",
} as const
export const CACHED_PARTS = { AUDIO: "cached_audio", VIDEO: "cached_video" } as const
export const OUTPUT_PARTS = { AUDIO: "audio_out", IMAGE: "image_out" } as const

/** Adds up a list of `{modality, <countKey>}`; modalities without a sub-count of their own are skipped. */
export function readModalities(
  draft: Draft,
  details: unknown[],
  countKey: string,
  names: Partial<Record<string, SubCount>>,
  parent: number,
) {
  const sums = new Map<SubCount, number>()
  for (const detail of details) {
    if (!isObject(detail) || typeof detail.modality !== "string") continue
    const modality = detail.modality.toUpperCase()
    const key = Object.hasOwn(names, modality) ? names[modality] : undefined
    if (key) sums.set(key, (sums.get(key) ?? 0) + (optional(draft, detail, countKey) ?? 0))
  }
  for (const [key, sum] of sums) ofWhich(draft, key, sum, parent, "its whole")
}

const GENERATION = /gemini-(\d+)/

/** Grounding is billed per search from Gemini 3 on, and per grounded prompt before. */
function countGrounding(draft: Draft, body: Json) {
  let queries = 0
  for (const candidate of listAt(body, "candidates")) {
    const grounding = isObject(candidate) ? objectAt(candidate, "groundingMetadata") : null
    if (grounding === null) continue
    for (const query of listAt(grounding, "webSearchQueries")) if (query !== "") queries += 1
  }
  if (queries > 0) addSearches(draft, queries, textAt(body, "modelVersion"))
}

export function addSearches(draft: Draft, queries: number, model: string | null) {
  const generation = Number(GENERATION.exec(model ?? "")?.[1] ?? Number.NaN)
  if (generation < 3) addCount(draft, "grounded_prompts", 1)
  else addCount(draft, "web_search_requests", queries)
}
