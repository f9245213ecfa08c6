import { codes, type Provider } from "./provider"

export const anthropic: Provider = {
  id: "anthropic",
  name: "Anthropic",
  aliases: ["claude", "anthropicapi"],
  gateway: false,
  hosts: [{ name: "api.anthropic.com" }],
  models: /^claude/,
  vendors: ["anthropic"],
  shapes: ["anthropic", "openai_chat"],
  errorCodes: codes({
    auth: "authentication_error",
    insufficient_balance: "billing_error",
    permission: "permission_error",
    rate_limit: "rate_limit_error",
    timeout: "timeout_error",
    overloaded: "overloaded_error",
    invalid_request: "request_too_large",
    content_filter: "refusal",
  }),
}
