import { codes, type Provider } from "./provider"

export const together: Provider = {
  id: "together",
  name: "Together",
  aliases: ["togetherai", "togethercomputer"],
  gateway: false,
  hosts: [{ name: "api.together.xyz" }, { name: "api.together.ai" }],
  shapes: ["openai_chat", "openai_images"],
  errorCodes: codes({
    model_not_found: "model_not_available model_not_found",
    insufficient_balance: "credit_limit credit_limit_exceeded",
    rate_limit: "dynamic_request_limited dynamic_token_limited rate_limit",
    overloaded: "service_unavailable model_overloaded",
  }),
}
