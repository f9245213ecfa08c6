import { codes, type Provider } from "./provider"

export const bedrock: Provider = {
  id: "bedrock",
  name: "Amazon Bedrock",
  aliases: ["aws", "amazon", "awsbedrock", "amazonbedrock", "bedrockconverse"],
  gateway: false,
  hosts: [{ name: "amazonaws.com" }, { name: "amazonaws.com.cn", region: "cn" }],
  models:
    /^(?:(?:us|eu|apac|global|jp|au|us-gov)\.)?(?:amazon|anthropic|meta|mistral|cohere|ai21|deepseek|openai|qwen)\.[a-z0-9]/,
  vendors: ["amazon"],
  shapes: ["bedrock_converse", "anthropic", "bedrock_invoke", "openai_chat"],
  errorCodes: codes({
    rate_limit: "throttlingexception toomanyrequestsexception throttling",
    quota_exhausted: "servicequotaexceededexception",
    auth: "unrecognizedclientexception expiredtokenexception invalidsignatureexception missingauthenticationtokenexception incompletesignature",
    timeout: "modeltimeoutexception",
    overloaded: "serviceunavailableexception modelnotreadyexception",
    server_error: "internalserverexception modelerrorexception modelstreamerrorexception internalfailure",
  }),
}
