import { codes, type Provider } from "./provider"

export const cloudflare: Provider = {
  id: "cloudflare",
  name: "Cloudflare",
  aliases: ["cloudflareworkersai", "workersai", "cloudflareaigateway", "cfaig"],
  gateway: true,
  hosts: [{ name: "gateway.ai.cloudflare.com" }, { name: "api.cloudflare.com" }],
  models: /^@cf\//,
  shapes: ["openai_chat", "anthropic", "gemini"],
  errorCodes: codes({
    auth: "10000 9106 9109",
    model_not_found: "5007 7000 7003",
    rate_limit: "3036 2003",
    overloaded: "3040",
    timeout: "3007",
    content_filter: "2016 2017 2021",
    context_length: "3006",
  }),
}
