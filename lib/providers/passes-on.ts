import type { ProviderId } from "./provider"
import { PROVIDERS, providerByName, vendorNamed } from "./registry"

/** Gateways that pass a call on under the caller's own key: whomever they pass it to bills it. */
const PASS_ON: ReadonlySet<string> = new Set(["litellm", "portkey", "cloudflare", "helicone", "langfuse"])

/** Whether the gateway of this name sells nothing itself. */
export function passesOn(gateway: string): boolean {
  return PASS_ON.has(providerByName(gateway) ?? gateway)
}

/** The gateway of this name where it sells calls itself; an address nobody knows is none. */
export function sellerNamed(name: string | null): ProviderId | null {
  const id = name === null ? null : providerByName(name)
  return id !== null && isSeller(id) ? id : null
}

export function isSeller(id: ProviderId): boolean {
  return PROVIDERS[id].gateway && !passesOn(id) && id !== "openai-compatible"
}

/** LiteLLM's names of models begin with whom it passes a call to: `openrouter/openai/…`. */
export function sellerOfModel(model: unknown): ProviderId | null {
  if (typeof model !== "string") return null
  const id = vendorNamed(model.slice(0, Math.max(model.indexOf("/"), 0)).toLowerCase())
  return id !== null && isSeller(id) ? id : null
}
