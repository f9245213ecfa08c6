import { codes, type Provider } from "./provider"

/** New-API, One-API and their resellers: OpenAI's protocol, quotas of their own. */
export const newApi: Provider = {
  id: "new-api",
  name: "New-API",
  aliases: ["newapi", "oneapi", "onehub", "openllmapi"],
  gateway: true,
  hosts: [],
  shapes: ["openai_chat", "anthropic", "openai_responses", "gemini"],
  errorCodes: codes({
    insufficient_balance: "insufficient_user_quota user_quota_insufficient",
    quota_exhausted: "pre_consume_token_quota_failed token_quota_exhausted quota_not_enough",
    model_not_found: "model_not_found model_price_error",
    overloaded: "get_channel_failed channel:no_available_key no_available_channel",
    auth: "channel:invalid_key invalid_token access_token_invalid",
    permission: "access_denied token_model_forbidden",
    content_filter: "sensitive_words_detected prompt_blocked violation_fee.grok.csam",
    network: "do_request_failed",
    timeout: "channel:response_time_exceeded",
    server_error:
      "bad_response bad_response_body bad_response_status_code empty_response read_response_body_failed",
    invalid_request: "read_request_body_failed convert_request_failed",
  }),
}
