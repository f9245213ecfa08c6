import { codes, type Provider } from "./provider"

export const moonshot: Provider = {
  id: "moonshot",
  name: "Moonshot",
  aliases: ["moonshotai", "kimi"],
  gateway: false,
  hosts: [
    { name: "api.moonshot.ai", region: "intl" },
    { name: "api.moonshot.cn", region: "cn" },
  ],
  models: /^(?:kimi|moonshot)/,
  vendors: ["moonshotai", "moonshot"],
  shapes: ["openai_chat", "anthropic"],
  errorCodes: codes({
    auth: "invalid_authentication_error incorrect_api_key_error",
    permission: "permission_denied_error access_terminated_error",
    insufficient_balance: "exceeded_current_quota_error",
    rate_limit: "rate_limit_reached_error",
    overloaded: "engine_overloaded_error",
    content_filter: "content_filter",
  }),
}
