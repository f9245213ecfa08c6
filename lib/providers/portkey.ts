import { codes, type Provider } from "./provider"

/** Bodies are the upstream's own; its log export is read in `shapes/gateway-records.ts`. */
export const portkey: Provider = {
  id: "portkey",
  name: "Portkey",
  aliases: ["portkeyai"],
  gateway: true,
  hosts: [{ name: "api.portkey.ai" }],
  shapes: ["openai_chat", "portkey_log", "anthropic"],
  errorCodes: codes({ content_filter: "hooks_failed guardrail_checks_failed", auth: "ab01 ab03" }),
}
