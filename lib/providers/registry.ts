import { anthropic } from "./anthropic"
import { azure } from "./azure"
import { bedrock } from "./bedrock"
import { cerebras } from "./cerebras"
import { cloudflare } from "./cloudflare"
import { cohere } from "./cohere"
import { deepseek } from "./deepseek"
import { fireworks } from "./fireworks"
import { gemini } from "./gemini"
import { glm } from "./glm"
import { groq } from "./groq"
import { huggingface } from "./huggingface"
import { litellm } from "./litellm"
import { mistral } from "./mistral"
import { moonshot } from "./moonshot"
import { newApi } from "./new-api"
import { openai } from "./openai"
import { openaiCompatible } from "./openai-compatible"
import { openrouter } from "./openrouter"
import { perplexity } from "./perplexity"
import { portkey } from "./portkey"
import type { Provider, ProviderId } from "./provider"
import { qwen } from "./qwen"
import { siliconflow } from "./siliconflow"
import { together } from "./together"
import { vertex } from "./vertex"
import { voyage } from "./voyage"
import { xai } from "./xai"

/** Every id has its provider; the compiler refuses one without. */
export const PROVIDERS: Readonly<Record<ProviderId, Provider>> = {
  openai,
  azure,
  anthropic,
  gemini,
  vertex,
  bedrock,
  deepseek,
  qwen,
  glm,
  moonshot,
  mistral,
  xai,
  groq,
  cerebras,
  together,
  fireworks,
  perplexity,
  cohere,
  voyage,
  huggingface,
  siliconflow,
  openrouter,
  litellm,
  portkey,
  cloudflare,
  "new-api": newApi,
  "openai-compatible": openaiCompatible,
}

export const PROVIDER_LIST: readonly Provider[] = Object.values(PROVIDERS)

const BY_NAME = new Map<string, ProviderId>()
for (const provider of PROVIDER_LIST) {
  for (const name of [provider.id, provider.name, ...provider.aliases]) BY_NAME.set(plain(name), provider.id)
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "")
}

/** The provider or gateway a person or another tool calls by this name; null where nobody is. */
export function providerByName(name: string): ProviderId | null {
  return name.length > 80 ? null : (BY_NAME.get(plain(name)) ?? null)
}

const BY_VENDOR = new Map<string, ProviderId>()
for (const provider of PROVIDER_LIST) {
  for (const vendor of provider.vendors ?? []) BY_VENDOR.set(vendor, provider.id)
}

/** Who goes by a vendor's prefix of model ids, lower case; null where nobody does. */
export function vendorNamed(prefix: string): ProviderId | null {
  return BY_VENDOR.get(prefix) ?? null
}

/** The vendor of a model, from its prefix (`deepseek-ai/…`) or its own id; null where unknown. */
export function providerOfModel(model: string): ProviderId | null {
  const id = model.slice(0, 200).toLowerCase()
  const slash = id.lastIndexOf("/")
  if (slash > 0) {
    const prefix = id
      .slice(0, slash)
      .replace(/^(?:pro|lora|openrouter)\//, "")
      .replace(/^~/, "")
    const vendor = vendorNamed(prefix)
    if (vendor !== null) return vendor
  }
  const bare = slash > 0 && !id.startsWith("accounts/") && !id.startsWith("@cf/") ? id.slice(slash + 1) : id
  for (const provider of PROVIDER_LIST) if (provider.models?.test(bare)) return provider.id
  return null
}
