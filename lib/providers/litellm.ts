import { codes, type Provider } from "./provider"

/** Its callback objects are read in `shapes/litellm.ts`; these are the names of its exceptions. */
export const litellm: Provider = {
  id: "litellm",
  name: "LiteLLM",
  aliases: ["litellmproxy"],
  gateway: true,
  hosts: [],
  shapes: ["openai_chat", "anthropic", "openai_responses"],
  errorCodes: codes({
    auth: "authenticationerror auth_error token_not_found_in_db expired_key",
    permission:
      "permissiondeniederror team_model_access_denied key_model_access_denied user_model_access_denied",
    context_length: "contextwindowexceedederror",
    content_filter: "contentpolicyviolationerror guardrailraisedexception",
    quota_exhausted: "budgetexceedederror budget_exceeded",
    timeout: "timeout apitimeouterror",
    overloaded: "serviceunavailableerror",
    network: "apiconnectionerror",
    rate_limit: "routerratelimiterror throttling_error",
    invalid_request: "unsupportedparamserror jsonschemavalidationerror unprocessableentityerror",
  }),
}
