import type { ErrorClass } from "../schema"

const PATTERNS: Record<ErrorClass, RegExp> = {
  context_length:
    /maximum context|context[ _-]?(?:length|window|size) ?(?:of|is|was|has|limit|exceed|\d)|(?:exceed|larger|longer|more)(?:[^.]|\.\S){0,60}context|prompt is too long|(?:input|prompt|request|message)s? (?:is|are|was|were) too long|reduce the length|input token count(?:[^.]|\.\S){0,40}exceed|exceeds? the (?:maximum|max|limit)(?:[^.]|\.\S){0,30}(?:input|prompt|number of) ?tokens|range of input length|too many (?:input |prompt )?tokens in|maximum (?:input|prompt) length|max_seq_len|max_model_len|tokens? (?:exceed|over) (?:[^.]|\.\S){0,30}(?:limit|maximum)|上下文长度|输入过长/i,
  content_filter:
    /content[ _-]?(?:management|filter|policy|moderation|safety)|safety (?:system|filter|reasons|polic)|flagged (?:as|by|for|in)|\bwas flagged\b|moderation|inappropriate content|responsible ai|usage polic(?:y|ies)|prohibited content|sensitive (?:content|words)|data[ _]?inspection|敏感|违规/i,
  insufficient_balance:
    /insufficient[ _-]?(?:account )?(?:balance|funds|credit)|balance (?:is |was )?(?:too low|not enough|insufficient|exhausted|depleted)|(?:credit|prepay(?:ment)?)(?:[^.]|\.\S){0,30}(?:too low|depleted|exhausted|ran out)|out of credits|requires more credits|never purchased credits|arrear|overdue (?:bill|payment)|payment (?:is )?required|account(?:[^.]|\.\S){0,40}(?:overdue|in good standing)|余额不足|欠费/i,
  quota_exhausted:
    /exceeded your current quota|quota(?:[^.]|\.\S){0,40}(?:exhausted|used up|depleted|run out)|insufficient[ _]quota|(?:per|\/) ?(?:day|month|week)\b|\b(?:RPD|TPD)\b|(?:daily|weekly|monthly)(?:[^.]|\.\S){0,30}(?:limit|quota|cap)|usage limits?\b|spend(?:ing)? (?:limit|cap)|hard limit|budget has been exceeded|free[ -](?:tier|quota|models)(?:[^.]|\.\S){0,40}(?:exhausted|per-day|only|used up|exceed)|per-day|额度(?:不足|已用)/i,
  auth: /(?:incorrect|invalid|missing|wrong|no|expired|revoked|provide (?:a|an) (?:valid )?)(?:[^.]|\.\S){0,20}(?:api|access|auth\w*)[ _-]?(?:key|token|header)|api[ _-]?key(?:[^.]|\.\S){0,20}(?:invalid|not valid|expired|missing|required|not found|incorrect|revoked)|unauthori[sz]ed|authentication (?:failed|error|required)|invalid (?:subscription|credentials|bearer)|身份验证|令牌/i,
  permission:
    /not (?:have|has) (?:access|permission)|permission denied|access denied|not (?:allowed|permitted|authorized) to (?!be\b)|location is not supported|not available in your (?:country|region)|country, region, or territory|data policy|enable billing|real-name|实名/i,
  model_deprecated:
    /\bmodel\b(?:[^.]|\.\S){0,80}(?:(?:is|was|were|has been|have been|been|now)(?:[^.]|\.\S){0,30}(?:deprecated|retired|decommissioned|sunset|discontinued|shut ?down|removed|offline)|no longer (?:available|supported)|end of (?:its )?life)|model[ _](?:deprecated|decommissioned|disabled)|free (?:period|variant)(?:[^.]|\.\S){0,30}(?:ended|over)|已下线/i,
  model_not_found:
    /\bmodels?\b(?:[^.]|\.\S){0,120}(?:does(?: not|n't) exist|not[ -]exist|(?:was |is |be )?not found|could not be found|unavailable for|is unknown|is not available)|no such model|unknown model|invalid model\b|model(?:[^.]|\.\S){0,20}identifier is invalid|not a valid model|model name(?:[^.]|\.\S){0,60}(?:invalid|not|passed)|not found the model|no endpoints found for|no (?:available )?channels?(?:[^.]|\.\S){0,20}(?:for )?model|could not resolve the foundation model|unsupported model|模型不存在|无可用渠道/i,
  rate_limit:
    /rate[ _-]?limit|too many (?:concurrent )?requests|(?:requests|tokens) per (?:second|minute|hour)|\b(?:RPM|TPM|RPS)\b|throttl|concurren(?:cy|t request)|try again in \d|resource (?:has been )?exhausted|slow down|频率|并发/i,
  overloaded:
    /overload|at capacity|over capacity|capacity (?:exceeded|limits?|constraints)|no capacity|(?:too|system is|server is|servers are|currently|is) busy|high (?:demand|traffic|load)|service (?:is )?(?:temporarily )?unavailable|temporarily unavailable|model(?:[^.]|\.\S){0,30}(?:is )?(?:currently )?(?:loading|not ready)|访问量过大|负载|繁忙/i,
  timeout: /time[ds]?[ -]?out|deadline exceeded|took too long/i,
  network:
    /connection (?:error|reset|refused|closed|aborted|terminated|termination|failure)|connect error|disconnect\/reset|fetch failed|network (?:error|failure)|socket hang up|getaddrinfo|\bdns\b|certificate|\b(?:ssl|tls)\b|broken pipe|peer closed/i,
  cancelled:
    /cancell?ed by|(?:request|operation|stream|task|call) (?:was |has been )?(?:cancell?ed|aborted)|aborted by|client (?:closed|disconnected)/i,
  server_error:
    /internal (?:server )?error|bad gateway|upstream error|unexpected error|server had an error|something went wrong/i,
  invalid_request:
    /\binvalid\b|unsupported|not supported|does not support|is required|must be|unknown (?:parameter|field)|unrecognized|malformed|failed to parse|bad request|validation/i,
}

/** A day's limit or a budget, in words that no complaint about a parameter uses. */
const SPENT =
  /usage limits?\b|budget has been exceeded|quota (?:is |has been )?(?:exceeded|exhausted)|spend(?:ing)? (?:limit|cap)/i

type Rule = readonly [ErrorClass, RegExp]
const rule = (errorClass: ErrorClass, pattern = PATTERNS[errorClass]): Rule => [errorClass, pattern]

/** What a message may turn a wide class into, most telling first. */
const NARROWER: Partial<Record<ErrorClass, readonly Rule[]>> = {
  invalid_request: [
    rule("context_length"),
    rule("insufficient_balance"),
    rule("auth"),
    rule("model_deprecated"),
    rule("model_not_found"),
    rule("content_filter"),
    rule("quota_exhausted", SPENT),
    rule("permission"),
  ],
  rate_limit: [rule("insufficient_balance"), rule("quota_exhausted"), rule("overloaded")],
  permission: [rule("insufficient_balance"), rule("content_filter"), rule("quota_exhausted"), rule("auth")],
  server_error: [rule("overloaded"), rule("timeout"), rule("network")],
  overloaded: [rule("model_not_found")],
}

/** A 404 that names something, and not a model. */
const NOT_FOUND_WORDS =
  /not (?:be )?found|no such|not exist|could not find|invalid url|cannot (?:get|post)\b|unknown/i
const MAYBE_MODEL = /model|deployment|engine|entity/i
const BARE = /^(?:404:? ?)?(?:page )?not found\.?$/i
const OTHER_ENDPOINT = /endpoints found that support|previous response/i

export function narrowed(wide: ErrorClass, text: string): ErrorClass {
  if (text === "") return wide
  if (wide === "model_not_found") return narrowedNotFound(text)
  return NARROWER[wide]?.find(([, pattern]) => pattern.test(text))?.[0] ?? wide
}

/** "Does not exist or you have no access" is about the model; only what names something else is not. */
function narrowedNotFound(text: string): ErrorClass {
  if (PATTERNS.model_deprecated.test(text)) return "model_deprecated"
  if (PATTERNS.model_not_found.test(text)) return "model_not_found"
  if (PATTERNS.permission.test(text)) return "permission"
  if (OTHER_ENDPOINT.test(text)) return "invalid_request"
  if (BARE.test(text) || MAYBE_MODEL.test(text)) return "model_not_found"
  return NOT_FOUND_WORDS.test(text) ? "invalid_request" : "model_not_found"
}

/** With neither code nor status, the words decide; the order goes from the most to the least telling. */
const BY_WORDS: readonly ErrorClass[] = [
  "context_length",
  "insufficient_balance",
  "quota_exhausted",
  "rate_limit",
  "auth",
  "model_deprecated",
  "model_not_found",
  "content_filter",
  "overloaded",
  "timeout",
  "network",
  "cancelled",
  "permission",
  "server_error",
  "invalid_request",
]

export function classOfWords(text: string): ErrorClass | null {
  if (text === "") return null
  return BY_WORDS.find((errorClass) => PATTERNS[errorClass].test(text)) ?? null
}

const PER_DAY = /per[ _-]?day|daily|\bRPD\b|\bTPD\b|perday/i
const NO_CREDIT = PATTERNS.insufficient_balance

/**
 * Google says "quota" of a minute's limit and of a day's alike; the quota's id tells them apart, else
 * only words about a day do.
 */
export function classOfGoogleQuota(quotaIds: readonly string[], text: string): ErrorClass {
  if (NO_CREDIT.test(text)) return "insufficient_balance"
  if (quotaIds.length > 0) return quotaIds.some((id) => PER_DAY.test(id)) ? "quota_exhausted" : "rate_limit"
  return PER_DAY.test(text) ? "quota_exhausted" : "rate_limit"
}
