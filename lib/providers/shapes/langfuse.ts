import { decimalText } from "../decimal-text"
import { type Draft, ofWhich, optional, required, warn } from "../draft"
import { has, isObject, type Json, listAt, objectAt, textAt } from "../json"
import { splitInclusive } from "./inclusive"

/** The generations of an ingestion batch; several events about one generation are merged in order. */
export function langfuseGenerations(batch: Json): Json[] {
  const found = new Map<string, Json>()
  const sdk = objectAt(batch, "metadata")
  for (const event of listAt(batch, "batch")) {
    const body = isObject(event) ? objectAt(event, "body") : null
    if (body === null || !(objectAt(body, "usageDetails") ?? objectAt(body, "usage"))) continue
    const id = textAt(body, "id") ?? `event ${found.size}`
    const known = found.get(id)
    const merged: Json = known ?? (sdk === null ? {} : { sdk_integration: sdk.sdk_integration })
    for (const key of Object.keys(body)) if (has(body, key)) merged[key] = body[key]
    found.set(id, merged)
  }
  return [...found.values()]
}

/** The usage of one observation; free-form details win over the older three counts. */
export function langfuseUsage(body: Json): Json {
  return objectAt(body, "usageDetails") ?? objectAt(body, "usage") ?? {}
}

/** Free-form details: `input`, `output` and parts that may lie inside or beside them. */
export function readLangfuse(draft: Draft, usage: Json, body: Json) {
  const total = optional(draft, usage, has(usage, "total") ? "total" : "totalTokens")
  const cached = firstOf(draft, usage, CACHED)
  const write1h = firstOf(draft, usage, WRITTEN_1H)
  const write5m = firstOf(draft, usage, WRITTEN)
  const reasoning = firstOf(draft, usage, REASONING)
  const { input, output } = bothSides(draft, usage, body, { total, parts: cached + write1h + write5m })
  const beside = whatIsBeside(draft, body, {
    sum: input + output,
    total,
    cached: cached + write5m + write1h,
    reasoning,
  })
  splitInclusive(draft, {
    input,
    output: output + (beside.reasoning ? reasoning : 0),
    total: null,
    cached,
    write5m,
    write1h,
    writeOther: 0,
    reasoning,
    cacheOutside: beside.cached,
    billGap: false,
  })
  ofWhich(
    draft,
    "audio_in",
    firstOf(draft, usage, ["input_audio_tokens", "input_audio"]),
    draft.inputTotal,
    "input",
  )
  ofWhich(
    draft,
    "audio_out",
    firstOf(draft, usage, ["output_audio_tokens", "output_audio"]),
    draft.main.classes.output,
    "output",
  )
}

/** Input and output; one that is not stated is what the other leaves of a total, else a warning. */
function bothSides(
  draft: Draft,
  usage: Json,
  body: Json,
  { total, parts }: { total: number | null; parts: number },
): { input: number; output: number } {
  const [inputName, outputName] = [
    nameOf(usage, "input", "promptTokens"),
    nameOf(usage, "output", "completionTokens"),
  ]
  const input = required(draft, usage, inputName)
  const output = required(draft, usage, outputName)
  if (statesTotalAlone(draft, usage, total)) return { input: total ?? 0, output: 0 }
  const missing = has(usage, inputName) ? (has(usage, outputName) ? null : "output") : "input"
  if (missing === null || (missing === "output" && isEmbedding(body))) return { input, output }
  const isBeside = body.sdk_integration !== "litellm" && (total ?? 0) >= input + output + parts
  const rest = (total ?? 0) - input - output - (isBeside ? parts : 0)
  if (total !== null && rest >= 0) {
    return missing === "output" ? { input, output: rest } : { input: rest, output }
  }
  warn(draft, "count_missing", `It states no ${missing} tokens; what is missing was counted as 0.`)
  return { input, output }
}

const nameOf = (usage: Json, name: string, older: string) => (has(usage, name) ? name : older)

/** It has an input alone. */
function isEmbedding(body: Json): boolean {
  return typeof body.type === "string" && /^embedding$/i.test(body.type)
}

function statesTotalAlone(draft: Draft, usage: Json, total: number | null): boolean {
  const others = Object.keys(usage).filter((key) => key !== "unit" && has(usage, key))
  const isAlone = total !== null && total > 0 && others.every((key) => /^total/.test(key))
  if (isAlone) warn(draft, "count_missing", "It states a total alone; all of it was counted as input.")
  return isAlone
}

const CACHED = ["cache_read_input_tokens", "input_cached_tokens", "input_cache_read", "cache_read"]
const WRITTEN = [
  "cache_creation_input_tokens",
  "input_cache_creation",
  "input_cache_creation_5m",
  "cache_write",
]
const WRITTEN_1H = ["input_cache_creation_1h"]
const REASONING = ["output_reasoning_tokens", "output_reasoning", "reasoning_tokens", "reasoning"]

/** The first of several names of one count that is present. */
function firstOf(draft: Draft, usage: Json, keys: readonly string[]): number {
  for (const key of keys) {
    const count = optional(draft, usage, key)
    if (count !== null) return count
  }
  return 0
}

interface Parts {
  sum: number
  total: number | null
  cached: number
  reasoning: number
}

/** The total tells which parts are beside the sum; without one, the sender's own convention does. */
function whatIsBeside(draft: Draft, body: Json, parts: Parts): { cached: boolean; reasoning: boolean } {
  const { sum, total, cached, reasoning } = parts
  if (cached + reasoning === 0) return { cached: false, reasoning: false }
  if (total === sum) return { cached: false, reasoning: false }
  if (total === sum + cached + reasoning) return { cached: true, reasoning: true }
  if (total === sum + cached) return { cached: true, reasoning: false }
  if (total === sum + reasoning) return { cached: false, reasoning: true }
  const inside = body.sdk_integration === "litellm"
  warn(
    draft,
    "parts_convention_assumed",
    inside
      ? "No total tells whether cached and reasoning tokens are inside input and output; inside was assumed, as LiteLLM sends them."
      : "No total tells whether cached and reasoning tokens are inside input and output; beside was assumed, as Langfuse defines them.",
  )
  return { cached: !inside, reasoning: !inside }
}

/** The cost the sender computed. */
export function readLangfuseCost(draft: Draft, body: Json) {
  const details = objectAt(body, "costDetails")
  const usage = objectAt(body, "usage")
  const amount = decimalText(details?.total) ?? decimalText(usage?.totalCost)
  if (amount === null || amount === "0") return
  const source = decimalText(details?.total) === null ? "usage.totalCost" : "costDetails.total"
  draft.reported = { amount, currency: "USD", source, isBiller: false }
}

const LITELLM_ID = /^time-[\d-]+_(.+)$/

/** The observation's id; LiteLLM builds it from a time and the provider's response id. */
export function langfuseId(body: Json): string | null {
  const id = textAt(body, "id")
  return LITELLM_ID.exec(id ?? "")?.[1] ?? id
}
