import { codes, type Provider } from "./provider"

export const groq: Provider = {
  id: "groq",
  name: "Groq",
  aliases: ["groqcloud"],
  gateway: false,
  hosts: [{ name: "api.groq.com" }],
  shapes: ["openai_chat", "openai_responses", "openai_transcription"],
  errorCodes: codes({
    invalid_request: "tool_use_failed json_validate_failed failed_generation",
    model_deprecated: "model_decommissioned",
    model_not_found: "model_not_found model_not_active",
    permission: "model_terms_required model_permission_blocked_org model_permission_blocked_project",
    overloaded: "capacity_exceeded over_capacity",
  }),
}
