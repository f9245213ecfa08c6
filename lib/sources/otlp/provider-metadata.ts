import { isObject, type Json, objectAt, parseJson, textAt } from "@/lib/providers/json"
import type { Attributes } from "./span"

const MAX_JSON = 65_536

/** What the AI SDK hands on of the provider's own answer, by provider. */
export function providerMetadata(attributes: Attributes): Json {
  const text = attributes.get("ai.response.providerMetadata")
  if (typeof text !== "string" || text.length > MAX_JSON) return {}
  const found = parseJson(text)
  return isObject(found) ? found : {}
}

/** The tier that served, as OpenAI and Azure say it. */
export function tierOf(metadata: Json): string | null {
  for (const name of ["openai", "azure", "groq"]) {
    const part = objectAt(metadata, name)
    const tier = part === null ? null : textAt(part, "serviceTier")
    if (tier !== null) return tier
  }
  return null
}

/** What OpenRouter charged, in dollars. */
export function openRouterCost(metadata: Json): unknown {
  const part = objectAt(metadata, "openrouter")
  const usage = part === null ? null : objectAt(part, "usage")
  return usage?.cost
}

/** The usage object of the provider's own answer, as the body that held it. */
export function rawUsage(metadata: Json): Json | null {
  const anthropic = objectAt(metadata, "anthropic")
  const messages = anthropic === null ? null : objectAt(anthropic, "usage")
  if (messages !== null && typeof messages.input_tokens === "number")
    return { type: "message", usage: messages }
  for (const name of ["google", "vertex"]) {
    const part = objectAt(metadata, name)
    const usage = part === null ? null : objectAt(part, "usageMetadata")
    if (usage !== null && typeof usage.promptTokenCount === "number") return { usageMetadata: usage }
  }
  return null
}

const numberAt = (from: Json, key: string) => (typeof from[key] === "number" ? from[key] : 0)

/**
 * Whether the raw usage is that of this call: what the span counts must be among what the raw usage counts, or it was
 * summed up or cut on the way.
 */
export function agrees(raw: Json, input: number | null, output: number | null): boolean {
  const messages = objectAt(raw, "usage")
  if (messages !== null) {
    const bare = numberAt(messages, "input_tokens")
    const all =
      bare + numberAt(messages, "cache_read_input_tokens") + numberAt(messages, "cache_creation_input_tokens")
    return isOne(input, [bare, all]) && isOne(output, [numberAt(messages, "output_tokens")])
  }
  const usage = objectAt(raw, "usageMetadata")
  if (usage === null) return false
  const made = numberAt(usage, "candidatesTokenCount")
  const prompt = numberAt(usage, "promptTokenCount")
  return (
    isOne(input, [prompt, prompt + numberAt(usage, "toolUsePromptTokenCount")]) &&
    isOne(output, [made, made + numberAt(usage, "thoughtsTokenCount")])
  )
}

function isOne(stated: number | null, counts: readonly number[]): boolean {
  return stated === null || counts.includes(stated)
}
