import { optional, warn } from "./draft"
import { codes, type Provider } from "./provider"

export const deepseek: Provider = {
  id: "deepseek",
  name: "DeepSeek",
  aliases: ["deepseekai", "deepseekchat"],
  gateway: false,
  hosts: [{ name: "api.deepseek.com" }],
  models: /^deepseek/,
  vendors: ["deepseek", "deepseek-ai"],
  shapes: ["openai_chat", "openai_responses", "anthropic"],
  errorCodes: codes({ auth: "authentication_error", overloaded: "service_unavailable_error" }),
  refine: (draft, { usage }) => {
    if (typeof usage.prompt_cache_miss_tokens !== "number") return
    const parts =
      (optional(draft, usage, "prompt_cache_hit_tokens") ?? 0) +
      (optional(draft, usage, "prompt_cache_miss_tokens") ?? 0)
    if (parts === draft.inputTotal) return
    warn(
      draft,
      "cache_parts_disagree",
      `Cache hits and misses add up to ${parts}, the prompt has ${draft.inputTotal}; the prompt was used.`,
    )
  },
}
