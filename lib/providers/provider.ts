import type { Draft } from "./draft"
import type { Json } from "./json"
import type { ShapeName } from "./recognise"
import type { CallRequest, ErrorClass } from "./schema"

/** The providers and gateways this product knows by name. */
export type ProviderId =
  | "openai"
  | "azure"
  | "anthropic"
  | "gemini"
  | "vertex"
  | "bedrock"
  | "deepseek"
  | "qwen"
  | "glm"
  | "moonshot"
  | "mistral"
  | "xai"
  | "groq"
  | "cerebras"
  | "together"
  | "fireworks"
  | "perplexity"
  | "cohere"
  | "voyage"
  | "huggingface"
  | "siliconflow"
  | "openrouter"
  | "litellm"
  | "portkey"
  | "cloudflare"
  | "new-api"
  | "openai-compatible"

/** A host name; it also stands for the names below it. */
export interface Host {
  name: string
  /** The price list that goes with the address, where the provider keeps several. */
  region?: string
}

/** What a provider's `refine` may look at once the token classes are read. */
export interface CallFacts {
  request: CallRequest
  body: Json
  usage: Json
  gateway: string | null
}

export interface Provider {
  id: ProviderId
  /** As a person writes it. */
  name: string
  /** Other names, lower case, letters and digits only. */
  aliases: readonly string[]
  /** Sells other vendors' models under a list of its own. */
  gateway: boolean
  hosts: readonly Host[]
  /** Its own model ids, without a vendor prefix. */
  models?: RegExp
  /** Vendor prefixes that resellers put before its model ids, lower case. */
  vendors?: readonly string[]
  /** The shapes it answers in; the first decides where two protocols share the words. */
  shapes: readonly [ShapeName, ...ShapeName[]]
  /** Its typed error codes, lower case. */
  errorCodes: ReadonlyMap<string, ErrorClass>
  /** Reads what only this provider states: cost, pieces, modes. */
  refine?: (draft: Draft, facts: CallFacts) => void
}

export function codes(classes: Partial<Record<ErrorClass, string>>): ReadonlyMap<string, ErrorClass> {
  const map = new Map<string, ErrorClass>()
  for (const [errorClass, names] of Object.entries(classes) as [ErrorClass, string][]) {
    for (const name of names.toLowerCase().split(/\s+/)) if (name !== "") map.set(name, errorClass)
  }
  return map
}
