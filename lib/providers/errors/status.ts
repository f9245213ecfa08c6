import type { ErrorClass } from "../schema"

const STATUSES = new Map<number, ErrorClass>([
  [0, "network"],
  [401, "auth"],
  [402, "insufficient_balance"],
  [403, "permission"],
  [404, "model_not_found"],
  [407, "auth"],
  [408, "timeout"],
  [410, "model_deprecated"],
  [425, "rate_limit"],
  [429, "rate_limit"],
  [434, "permission"],
  [451, "permission"],
  [460, "cancelled"],
  [498, "overloaded"],
  [499, "cancelled"],
  [501, "invalid_request"],
  [503, "overloaded"],
  [504, "timeout"],
  [521, "network"],
  [522, "timeout"],
  [523, "network"],
  [524, "timeout"],
  [525, "network"],
  [526, "network"],
  [529, "overloaded"],
  [598, "timeout"],
  [599, "timeout"],
])

/** What an HTTP status alone says; null for success and for numbers that are no status. */
export function classOfStatus(status: number | null): ErrorClass | null {
  if (status === null) return null
  const known = STATUSES.get(status)
  if (known !== undefined) return known
  if (status >= 400 && status < 500) return "invalid_request"
  return status >= 500 && status < 600 ? "server_error" : null
}

/** True where the number is an HTTP failure, as bodies repeat it in their `code`. */
export function isFailure(status: unknown): status is number {
  return typeof status === "number" && Number.isInteger(status) && status >= 400 && status < 600
}
