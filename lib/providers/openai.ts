import { codes, type Provider } from "./provider"

export const openai: Provider = {
  id: "openai",
  name: "OpenAI",
  aliases: ["openairesponses", "openaichat", "openaiapi"],
  gateway: false,
  hosts: [{ name: "api.openai.com" }],
  models:
    /^(?:ft:)?(?:gpt-|chatgpt-|o[134](?:-|$)|text-embedding-(?:3|ada)|dall-e|whisper|tts-|davinci|babbage|codex-|computer-use|omni-moderation|sora)/,
  vendors: ["openai"],
  shapes: ["openai_responses", "openai_chat", "openai_images", "openai_transcription", "openai_realtime"],
  errorCodes: codes({
    auth: "invalid_api_key invalid_organization mismatched_organization account_deactivated no_api_key",
    permission: "unsupported_country_region_territory organization_restricted insufficient_permissions",
    rate_limit: "rate_limit_exceeded slow_down",
    quota_exhausted: "insufficient_quota billing_hard_limit_reached",
    insufficient_balance: "billing_not_active",
    overloaded: "engine_overloaded server_overloaded",
    content_filter:
      "content_policy_violation moderation_blocked content_filter cyber_policy_violation bio_policy",
    context_length: "context_length_exceeded",
    model_not_found: "model_not_found deployment_not_found",
    model_deprecated: "model_deprecated",
    invalid_request:
      "unknown_parameter unsupported_value unsupported_parameter invalid_value missing_required_parameter invalid_type invalid_image invalid_image_format invalid_image_url decimal_below_min_value decimal_above_max_value integer_below_min_value integer_above_max_value invalid_json invalid_function_parameters image_parse_error image_too_large previous_response_not_found",
    timeout: "vector_store_timeout",
  }),
}
