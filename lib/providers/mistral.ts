import { addCount, optional, warn } from "./draft"
import { has, objectAt } from "./json"
import { codes, type Provider } from "./provider"

export const mistral: Provider = {
  id: "mistral",
  name: "Mistral",
  aliases: ["mistralai"],
  gateway: false,
  hosts: [{ name: "api.mistral.ai" }],
  models: /^(?:open-)?(?:mistral|ministral|mixtral|codestral|magistral|pixtral|devstral|voxtral)/,
  vendors: ["mistralai"],
  shapes: ["openai_chat"],
  errorCodes: codes({
    rate_limit: "rate_limited 1300",
    overloaded: "service_tier_capacity_exceeded 3505",
    model_not_found: "invalid_model 1500",
    auth: "unauthorized",
    invalid_request: "invalid_request_message_order invalid_request_file",
  }),
  refine: (draft, { usage }) => {
    addCount(draft, "audio_seconds", optional(draft, usage, "prompt_audio_seconds"))
    const details = objectAt(usage, "prompt_tokens_details")
    const cached = optional(draft, usage, "num_cached_tokens") ?? 0
    if (cached === 0 || (details !== null && has(details, "cached_tokens"))) return
    warn(
      draft,
      "cached_not_in_bill",
      `num_cached_tokens says that ${cached} prompt tokens came from a cache; they were charged as plain input.`,
    )
  },
}
