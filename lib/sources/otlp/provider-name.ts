import { isSeller, passesOn, sellerOfModel } from "@/lib/providers/passes-on"
import type { ProviderId } from "@/lib/providers/provider"
import { providerOf } from "@/lib/providers/provider-of"
import { PROVIDERS, providerByName, providerOfModel } from "@/lib/providers/registry"

/** Names of instrumentations that the registry does not know; an address of a cloud names its service. */
const NAMES: ReadonlyMap<string, ProviderId> = new Map([
  ["gcp.vertex_ai", "vertex"],
  ["gcp.gemini", "gemini"],
  ["gcp.gen_ai", "gemini"],
  ["vertex_ai", "vertex"],
  ["vertexai", "vertex"],
  ["google", "gemini"],
  ["google-gla", "gemini"],
  ["google-vertex", "vertex"],
  ["google.generative-ai", "gemini"],
  ["google.vertex", "vertex"],
  ["aws.bedrock", "bedrock"],
  ["aws_bedrock", "bedrock"],
  ["amazon-bedrock", "bedrock"],
  ["azure.ai.openai", "azure"],
  ["azure.ai.inference", "azure"],
  ["az.ai.openai", "azure"],
  ["az.ai.inference", "azure"],
  ["azure-openai", "azure"],
  ["mistral_ai", "mistral"],
  ["x_ai", "xai"],
  ["alibaba_cloud", "qwen"],
  ["moonshot_ai", "moonshot"],
  ["together_ai", "together"],
])

/** Who somebody's name for a provider means; the AI SDK names the protocol after a point. */
function idOf(name: string): ProviderId | null {
  let part = name.trim().toLowerCase()
  while (part !== "") {
    const id = NAMES.get(part) ?? providerByName(part)
    if (id !== null) return id
    const point = part.lastIndexOf(".")
    part = point < 0 ? "" : part.slice(0, point)
  }
  return null
}

interface Names {
  provider: string | null
  model: string | null
  host: string | null
}

interface Whose {
  provider?: string
  route?: string
}

const MAX_KNOWN = 4_096
const known = new Map<string, Whose>()

/** Who was called and by which way, from what the span calls them. */
export function whoseCall(names: Names): Whose {
  const key = `${names.provider}\n${names.model}\n${names.host}`
  const before = known.get(key)
  if (before !== undefined) return before
  const whose = find(names)
  if (known.size < MAX_KNOWN && key.length < 1_024) known.set(key, whose)
  return whose
}

function find({ provider, model, host }: Names): Whose {
  const url = host === null || host.includes("://") ? host : `https://${host}`
  const answering = url === null ? null : providerOf({ url, model: model ?? undefined }, {})
  const gateway = answering?.gateway
  const named = provider === null ? null : idOf(provider)
  const seller = named !== null && isSeller(named) ? named : sellerOfModel(model)
  // An address that nobody knows may be anything: a proxy of one's own, a test.
  if (gateway && gateway !== "openai-compatible") {
    const billing = passesOn(gateway) ? (seller ?? gateway) : gateway
    return { route: billing, ...(answering.provider ? { provider: answering.provider } : {}) }
  }
  const found = url === null ? null : providerOf({ url }, {}).provider
  const byAddress = found !== null && !PROVIDERS[found].gateway ? found : null
  const through = byAddress ? null : (seller ?? (named !== null && PROVIDERS[named].gateway ? named : null))
  if (through !== null) {
    const vendor = model === null ? null : providerOfModel(model)
    return { route: through, ...(vendor ? { provider: vendor } : {}) }
  }
  const id = byAddress ?? named ?? (model === null ? null : providerOfModel(model))
  return id === null ? (provider === null ? {} : { provider: provider.slice(0, 64) }) : { provider: id }
}
