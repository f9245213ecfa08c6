import { isObject, listAt, objectAt } from "./json"
import type { CallFacts } from "./provider"
import { codes, type Provider } from "./provider"

export const qwen: Provider = {
  id: "qwen",
  name: "Qwen",
  aliases: [
    "dashscope",
    "alibaba",
    "alibabacloud",
    "aliyun",
    "bailian",
    "modelstudio",
    "tongyi",
    "alibabacn",
  ],
  gateway: false,
  hosts: [
    { name: "dashscope.aliyuncs.com", region: "cn" },
    { name: "dashscope-intl.aliyuncs.com", region: "intl" },
    { name: "dashscope-us.aliyuncs.com", region: "us" },
    { name: "dashscope-finance.aliyuncs.com", region: "cn" },
  ],
  models: /^(?:qwen|qwq|qvq|wan\d|wanx|cosyvoice|paraformer|gte-rerank|text-embedding-v\d|tongyi)/,
  vendors: ["qwen", "alibaba"],
  shapes: ["dashscope", "openai_chat", "openai_responses", "anthropic"],
  errorCodes: codes({
    rate_limit:
      "throttling throttling.ratequota throttling.burstrate throttling.concurrency limit_requests limit_burst_rate limit_tokens",
    quota_exhausted:
      "throttling.allocationquota allocationquota.freetieronly allocationquota insufficient_quota",
    insufficient_balance: "arrearage commoditynotpurchased prepaidbilloverdue postpaidbilloverdue",
    auth: "invalidapikey invalid_api_key apikeynotfound notauthorised",
    permission:
      "accessdenied accessdenied.unpurchased model.accessdenied workspace.accessdenied access_denied app.accessdenied",
    content_filter: "datainspectionfailed data_inspection_failed inappropriatecontent ipinfringementsuspect",
    model_not_found: "modelnotfound modelnotexist model_not_supported",
    model_deprecated: "modeldeprecated modelofflined",
    overloaded: "modelservingerror modelservicefailed modelunavailable serviceunavailable",
    timeout: "requesttimeout internalerror.timeout responsetimeout",
    server_error: "internalerror internalerror.algo systemerror internal_error.algo",
  }),
  refine: (draft, facts) => {
    draft.thinking = thought(facts, draft.main.ofWhich.reasoning ?? 0)
  },
}

/** Hybrid models charge the whole answer at another price in thinking mode. Null where it cannot be told. */
function thought({ body, usage }: CallFacts, reasoning: number): boolean | null {
  if (reasoning > 0) return true
  const details = objectAt(usage, "completion_tokens_details") ?? objectAt(usage, "output_tokens_details")
  if (typeof details?.reasoning_tokens === "number") return false
  const native = objectAt(body, "output")
  const choice = (native ? listAt(native, "choices") : listAt(body, "choices"))[0]
  const message = isObject(choice) ? objectAt(choice, "message") : null
  if (message === null) return null
  return typeof message.reasoning_content === "string" && message.reasoning_content !== ""
}
