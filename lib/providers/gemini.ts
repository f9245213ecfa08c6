import { codes, type Provider } from "./provider"

/** The reasons of `google.rpc.ErrorInfo`; the status words are coarse and sit with the other coarse codes. */
export const googleErrorCodes = codes({
  auth: "api_key_invalid api_key_service_blocked api_key_http_referrer_blocked api_key_ip_address_blocked access_token_expired access_token_type_unsupported access_token_scope_insufficient credentials_missing account_state_invalid unauthenticated",
  permission:
    "service_disabled consumer_suspended iam_permission_denied user_project_denied location_policy_violated",
  insufficient_balance: "billing_disabled",
  rate_limit: "rate_limit_exceeded",
  timeout: "deadline_exceeded",
  cancelled: "cancelled",
  invalid_request: "out_of_range already_exists",
})

export const gemini: Provider = {
  id: "gemini",
  name: "Gemini",
  aliases: ["google", "googleai", "googleaistudio", "googlegenerativeai", "googlegla", "googlegemini"],
  gateway: false,
  hosts: [{ name: "generativelanguage.googleapis.com" }],
  models: /^(?:models\/)?(?:gemini|gemma|imagen|veo|text-embedding-00|embedding-001|learnlm)/,
  vendors: ["google"],
  shapes: ["gemini", "gemini_interactions", "openai_chat", "vertex_predictions"],
  errorCodes: googleErrorCodes,
}
