import { codes, type Provider } from "./provider"

export const azure: Provider = {
  id: "azure",
  name: "Azure",
  aliases: ["azureopenai", "azureai", "azureaifoundry", "azureaiinference", "microsoft", "microsoftfoundry"],
  gateway: false,
  hosts: [
    { name: "openai.azure.com" },
    { name: "services.ai.azure.com" },
    { name: "models.ai.azure.com" },
    { name: "cognitiveservices.azure.com" },
    { name: "openai.azure.us" },
  ],
  shapes: ["openai_responses", "openai_chat", "openai_images", "openai_transcription"],
  errorCodes: codes({
    auth: "unauthorized invalidauthenticationtoken",
    model_not_found: "deploymentnotfound modelnotfound unknown_model",
    model_deprecated: "modeldeprecated deploymentdeprecated",
    content_filter: "responsibleaipolicyviolation content_filter contentfilter",
    overloaded: "nocapacity serviceunavailable",
    quota_exhausted: "insufficientquota quotaexceeded",
    rate_limit: "toomanyrequests ratelimitreached",
    invalid_request: "operationnotsupported apiversionnotsupported",
    timeout: "requesttimeout timeout",
  }),
}
