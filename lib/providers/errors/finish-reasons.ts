import { isObject, type Json, listAt, objectAt, textAt } from "../json"
import type { ErrorClass } from "../schema"

/** Reasons to stop that are failures although the call answered 200, and is billed. */
const REASONS = new Map<string, ErrorClass>([
  ["content_filter", "content_filter"],
  ["content_filtered", "content_filter"],
  ["contentfilter", "content_filter"],
  ["sensitive", "content_filter"],
  ["refusal", "content_filter"],
  ["guardrail_intervened", "content_filter"],
  ["safety", "content_filter"],
  ["recitation", "content_filter"],
  ["blocklist", "content_filter"],
  ["prohibited_content", "content_filter"],
  ["spii", "content_filter"],
  ["image_safety", "content_filter"],
  ["image_prohibited_content", "content_filter"],
  ["image_recitation", "content_filter"],
  ["model_armor", "content_filter"],
  ["error_toxic", "content_filter"],
  ["model_context_window_exceeded", "context_length"],
  ["error_limit", "context_length"],
  ["insufficient_system_resource", "overloaded"],
  ["error", "server_error"],
  ["network_error", "server_error"],
  ["timeout", "timeout"],
  ["user_cancel", "cancelled"],
])

/** The failure that an answer's own finish reason states; null for a normal end. */
export function classOfFinish(body: Json): ErrorClass | null {
  for (const reason of reasonsOf(body)) {
    const found = REASONS.get(reason.toLowerCase())
    if (found !== undefined) return found
  }
  const feedback = objectAt(body, "promptFeedback")
  if (feedback && textAt(feedback, "blockReason") !== null) return "content_filter"
  // The results of a batch that ended before this line was reached.
  if (body.type === "expired") return "timeout"
  if (body.type === "canceled") return "cancelled"
  if (body.status === "cancelled" || body.status === "canceled" || body.cancelled === true) return "cancelled"
  return body.status === "failed" ? "server_error" : null
}

function* reasonsOf(body: Json): Generator<string> {
  const output = objectAt(body, "output")
  for (const choice of [...listAt(body, "choices"), ...(output ? listAt(output, "choices") : [])]) {
    if (isObject(choice)) yield textAt(choice, "finish_reason") ?? ""
  }
  for (const candidate of listAt(body, "candidates")) {
    if (isObject(candidate)) yield textAt(candidate, "finishReason") ?? ""
  }
  for (const key of ["stop_reason", "stopReason", "finish_reason", "completionReason"])
    yield textAt(body, key) ?? ""
  const incomplete = objectAt(body, "incomplete_details")
  if (incomplete) yield textAt(incomplete, "reason") ?? ""
}
