import { codes, type Provider } from "./provider"

export const cerebras: Provider = {
  id: "cerebras",
  name: "Cerebras",
  aliases: [],
  gateway: false,
  hosts: [{ name: "api.cerebras.ai" }],
  shapes: ["openai_chat"],
  errorCodes: codes({
    auth: "wrong_api_key",
    rate_limit: "request_quota_exceeded token_quota_exceeded too_many_requests_error",
    overloaded: "queue_exceeded",
  }),
}
