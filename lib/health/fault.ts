import type { ErrorClass } from "@/lib/providers/schema"

/** Whose a failure is: the provider's own, the account's (ours to fix) or the caller's. */
export type Fault = "provider" | "account" | "caller"

const FAULTS: Record<ErrorClass, Fault> = {
  timeout: "provider",
  network: "provider",
  rate_limit: "provider",
  overloaded: "provider",
  server_error: "provider",
  quota_exhausted: "account",
  insufficient_balance: "account",
  auth: "account",
  permission: "account",
  content_filter: "caller",
  invalid_request: "caller",
  context_length: "caller",
  model_not_found: "caller",
  model_deprecated: "caller",
  cancelled: "caller",
}

export function faultOf(errorClass: ErrorClass): Fault {
  return FAULTS[errorClass]
}

/** The classes that count against a provider; the database has the same list in `health_verdict`. */
export const PROVIDER_FAULTS = (Object.keys(FAULTS) as ErrorClass[]).filter(
  (errorClass) => FAULTS[errorClass] === "provider",
)

/** Calls by how they ended: answered, failed by whom, broken off, or failed without a class. */
export const ENDS = ["answered", "provider", "account", "caller", "aborted", "unclassified"] as const
export type End = (typeof ENDS)[number]

/** How a call ended. An answer that a content filter cut short is an answer. */
export function endOf(status: string, errorClass: ErrorClass | null): End {
  if (status === "ok") return "answered"
  if (status === "aborted") return "aborted"
  return errorClass === null ? "unclassified" : FAULTS[errorClass]
}

/**
 * The share of the calls that tell of the provider which it answered; null without any. Account faults, the
 * caller's and calls that were broken off are in neither part.
 */
export function availabilityOf(answered: number, faults: number): number | null {
  const told = answered + faults
  return told > 0 ? answered / told : null
}
