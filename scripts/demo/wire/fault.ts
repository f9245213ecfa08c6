import type { ErrorClass } from "@/lib/providers/schema"
import type { Target } from "../models"

/** A failure as the caller saw it: the `error` of an event. */
export interface Fault {
  http_status: number | null
  code: string | null
  message: string
  body?: Record<string, unknown>
}

const SENTENCES: Partial<Record<ErrorClass, string>> = {
  timeout: "The request timed out.",
  network: "read ECONNRESET",
  rate_limit: "Rate limit reached for this model. Please try again later.",
  overloaded: "The service is overloaded. Please try again later.",
  server_error: "An internal error occurred while processing the request.",
  insufficient_balance: "Insufficient balance.",
  auth: "Invalid authentication credentials.",
  quota_exhausted: "You exceeded your current quota, please check your plan and billing details.",
  context_length: "The input is longer than the model's maximum context length.",
  content_filter: "The request was blocked by the content policy.",
  invalid_request: "Invalid value for parameter 'tools'.",
}

type Row = [status: number, code: string]

const OPENAI: Partial<Record<ErrorClass, Row>> = {
  rate_limit: [429, "rate_limit_exceeded"],
  quota_exhausted: [429, "insufficient_quota"],
  overloaded: [503, "server_overloaded"],
  server_error: [500, "server_error"],
  auth: [401, "invalid_api_key"],
  context_length: [400, "context_length_exceeded"],
  content_filter: [400, "content_filter"],
  invalid_request: [400, "invalid_value"],
  insufficient_balance: [402, "insufficient_balance"],
}

const ANTHROPIC: Partial<Record<ErrorClass, Row>> = {
  rate_limit: [429, "rate_limit_error"],
  quota_exhausted: [402, "billing_error"],
  overloaded: [529, "overloaded_error"],
  server_error: [500, "api_error"],
  auth: [401, "authentication_error"],
  context_length: [400, "invalid_request_error"],
  content_filter: [400, "invalid_request_error"],
  invalid_request: [400, "invalid_request_error"],
}

const GEMINI: Partial<Record<ErrorClass, Row>> = {
  rate_limit: [429, "RESOURCE_EXHAUSTED"],
  quota_exhausted: [429, "RESOURCE_EXHAUSTED"],
  overloaded: [503, "UNAVAILABLE"],
  server_error: [500, "INTERNAL"],
  auth: [403, "PERMISSION_DENIED"],
  context_length: [400, "INVALID_ARGUMENT"],
  invalid_request: [400, "INVALID_ARGUMENT"],
}

const OPENROUTER: Partial<Record<ErrorClass, Row>> = {
  rate_limit: [429, "rate_limit_exceeded"],
  overloaded: [503, "provider_overloaded"],
  server_error: [502, "provider_unavailable"],
  auth: [401, "invalid_credentials"],
  insufficient_balance: [402, "payment_required"],
  context_length: [400, "context_length_exceeded"],
  content_filter: [400, "content_policy_violation"],
}

/** GLM says what happened in a number; HTTP 429 covers an empty account as well as a full queue. */
const GLM: Partial<Record<ErrorClass, Row>> = {
  rate_limit: [429, "1302"],
  overloaded: [429, "1305"],
  server_error: [500, "500"],
  insufficient_balance: [429, "1113"],
  auth: [401, "1000"],
}

const SILICONFLOW: Partial<Record<ErrorClass, Row>> = {
  rate_limit: [429, "20013"],
  overloaded: [503, "50505"],
  server_error: [500, "50500"],
  insufficient_balance: [403, "30001"],
  auth: [401, "20001"],
  context_length: [400, "20015"],
  content_filter: [400, "20015"],
  invalid_request: [400, "20015"],
}

function geminiBody(
  status: number,
  code: string,
  message: string,
  kind: ErrorClass,
): Record<string, unknown> {
  const perDay = kind === "quota_exhausted"
  const details =
    status === 429
      ? [
          {
            "@type": "type.googleapis.com/google.rpc.QuotaFailure",
            violations: [{ quotaId: `GenerateRequestsPer${perDay ? "Day" : "Minute"}PerProjectPerModel` }],
          },
          { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: perDay ? "3600s" : "31s" },
        ]
      : undefined
  return { error: { code: status, message, status: code, ...(details && { details }) } }
}

function anthropicMessage(kind: ErrorClass, fallback: string): string {
  if (kind === "context_length") return "prompt is too long: 1012345 tokens > 1000000 maximum"
  if (kind === "content_filter") return "Output blocked by content filtering policy"
  return kind === "overloaded" ? "Overloaded" : fallback
}

/** What the route answers when a call fails with this class; silence has neither status nor body. */
export function faultOf(kind: ErrorClass, target: Target): Fault {
  const message = SENTENCES[kind] ?? "The call failed."
  if (kind === "timeout") return { http_status: null, code: "ETIMEDOUT", message }
  if (kind === "network") return { http_status: null, code: "ECONNRESET", message }
  const fault = (
    row: Row | undefined,
    body: (row: Row) => Record<string, unknown>,
    text = message,
  ): Fault => {
    const [status, code] = row ?? OPENAI[kind] ?? [500, "server_error"]
    return { http_status: status, code, message: text, body: body([status, code]) }
  }
  if (target.route === "openrouter") {
    return fault(OPENROUTER[kind], ([status, code]) => ({
      error: { code: status, message, metadata: { error_type: code, provider_name: target.provider } },
    }))
  }
  if (target.route === "siliconflow") {
    return fault(SILICONFLOW[kind], ([, code]) => ({ code: Number(code) || 50500, message, data: null }))
  }
  switch (target.provider) {
    case "anthropic": {
      const text = anthropicMessage(kind, message)
      return fault(
        ANTHROPIC[kind],
        ([, code]) => ({ type: "error", error: { type: code, message: text } }),
        text,
      )
    }
    case "gemini": {
      const text =
        kind === "context_length"
          ? "The input token count (1104816) exceeds the maximum number of tokens allowed (1048576)."
          : message
      return fault(GEMINI[kind], ([status, code]) => geminiBody(status, code, text, kind), text)
    }
    case "glm":
      return fault(GLM[kind], ([, code]) => ({ error: { code, message } }))
    default:
      return fault(OPENAI[kind], ([, code]) => ({ error: { message, type: code, param: null, code } }))
  }
}
