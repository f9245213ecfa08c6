import { codes } from "../provider"
import { PROVIDER_LIST } from "../registry"
import type { ErrorClass } from "../schema"

/** Names of clients and runtimes, no provider's own. */
const COMMON = codes({
  timeout:
    "etimedout esockettimedout und_err_connect_timeout und_err_headers_timeout und_err_body_timeout timeouterror apitimeouterror apiconnectiontimeouterror readtimeout connecttimeout writetimeout pooltimeout deadline_exceeded request_timeout gateway_timeout timeout batch_expired expired",
  network:
    "econnreset econnrefused econnaborted enotfound eai_again epipe ehostunreach enetunreach enetdown und_err_socket err_ssl_wrong_version_number cert_has_expired depth_zero_self_signed_cert unable_to_verify_leaf_signature apiconnectionerror connecterror connectionerror remoteprotocolerror readerror networkerror network_error fetch_failed network",
  cancelled:
    "aborterror abort_err apiuseraborterror cancellederror cancelederror err_canceled client_disconnected clientdisconnect cancelled canceled batch_cancelled aborted",
  auth: "authenticationerror authentication_error unauthenticated unauthorized invalid_api_key auth",
  rate_limit: "rate_limit rate_limit_exceeded rate_limit_error rate_limited ratelimited",
  quota_exhausted: "insufficient_quota quota_exceeded quota_exhausted",
  insufficient_balance: "insufficient_balance payment_required insufficient_credits insufficient_funds",
  overloaded: "overloaded_error overloaded engine_overloaded_error",
  content_filter: "content_filter content_policy_violation image_content_policy_violation content_filtered",
  context_length: "context_length_exceeded context_length context_window_exceeded max_tokens_exceeded",
  model_not_found: "model_not_found",
  model_deprecated: "model_deprecated model_decommissioned",
  permission: "permission permission_denied_error",
})

/** Words too wide to be the last one: a more telling status or message beats them. */
export const COARSE = codes({
  invalid_request:
    "invalid_request_error invalid_request bad_request badrequesterror badrequest invalid_argument failed_precondition invalid_prompt validationexception validation_error validation invalidrequesterror invalidparameter invalid_parameter invalid_parameter_error unprocessable_entity unprocessableentityerror unprocessable_entity_error",
  server_error:
    "server_error internal_server_error internalservererror internal_error internal api_error apierror apistatuserror unknown_error unknown upstream_error provider_error generation generation_error midstreamfallbackerror error",
  model_not_found:
    "not_found_error notfounderror not_found notfound resourcenotfoundexception resource_not_found_error resource_not_found",
  permission:
    "permission_denied permissiondeniederror forbidden accessdeniedexception permissiondenied forbidden_error",
  rate_limit: "ratelimiterror resource_exhausted too_many_requests requests tokens",
  overloaded: "unavailable service_unavailable",
})

const DIGITS = /^\d+$/

/** Every provider's own words together; numbers mean different things to different providers. */
const ALL = new Map<string, ErrorClass>(COMMON)
for (const provider of PROVIDER_LIST) {
  for (const [code, errorClass] of provider.errorCodes) {
    if (!DIGITS.test(code) && !ALL.has(code) && !COARSE.has(code)) ALL.set(code, errorClass)
  }
}

/** What a typed code says: the provider's own meaning first, then everybody's. */
export function classOfCode(code: string, own: ReadonlyMap<string, ErrorClass> | null): ErrorClass | null {
  const short = code.slice(code.lastIndexOf(".") + 1)
  return (
    own?.get(code) ?? ALL.get(code) ?? (COARSE.has(code) ? null : (own?.get(short) ?? ALL.get(short) ?? null))
  )
}
