/** The six token classes are disjoint and ≥ 0; their sum is what is billed. */
export const TOKEN_CLASSES = [
  "input_uncached",
  "cache_read",
  "cache_write_5m",
  "cache_write_1h",
  "cache_write_other",
  "output",
] as const
export type TokenClass = (typeof TOKEN_CLASSES)[number]
export type TokenCounts = Record<TokenClass, number>

/** Parts of the classes above, never added to them. */
export const SUB_COUNTS = [
  "reasoning",
  "audio_in",
  "image_in",
  "video_in",
  "document_in",
  "audio_out",
  "image_out",
  "cached_audio",
  "cached_video",
  "tool_use_prompt",
  "hidden_output_inferred",
] as const
export type SubCount = (typeof SUB_COUNTS)[number]

export const CHARGE_KINDS = [
  "message",
  "compaction",
  "advisor",
  "fallback_declined",
  "tool_fee",
  "platform_fee",
] as const
export type ChargeKind = (typeof CHARGE_KINDS)[number]

export const ERROR_CLASSES = [
  "timeout",
  "network",
  "rate_limit",
  "quota_exhausted",
  "insufficient_balance",
  "overloaded",
  "server_error",
  "content_filter",
  "auth",
  "permission",
  "invalid_request",
  "context_length",
  "model_not_found",
  "model_deprecated",
  "cancelled",
] as const
export type ErrorClass = (typeof ERROR_CLASSES)[number]

/** One line of a call's bill. */
export interface LineItem {
  kind: ChargeKind
  /** Null means the model of the call. */
  model: string | null
  classes: TokenCounts
  /** Only keys > 0. */
  ofWhich: Partial<Record<SubCount, number>>
  /**
   * Things billed by the piece, only keys > 0: `web_search_requests`, `web_fetch_requests`,
   * `grounded_prompts`, `file_search_calls`, `code_interpreter_sessions`, `image_generation_calls`,
   * `images`, `seconds`, `characters`, `search_units` and whatever else a provider counts.
   */
  counts: Record<string, number>
}

/** What the payload itself says was charged. */
export interface ReportedCost {
  /** Exact decimal string. */
  amount: string
  currency: string
  /** The field(s) it was read from, for the screen. */
  source: string
  /** True where the reporter is the biller (OpenRouter), so that `billed` = this amount. */
  isBiller: boolean
  /** Money that tokens cannot explain, already inside `amount` (BYOK fee, tool fees). */
  fees?: { kind: "tool_fee" | "platform_fee"; amount: string; detail: string }[]
}

export interface Warning {
  code: string
  detail: string
}

/** What a provider's payload says, in the product's words. */
export interface NormalisedUsage {
  /** The recognised shape, e.g. `openai_chat`, `anthropic`, `gemini`. */
  shape: string
  /** The serving model exactly as the response states it. */
  model: string | null
  /** The provider's response id, the key on which several reports of one call meet. */
  responseId: string | null
  /** The serving call first; sub-calls on other models after it. Never empty. */
  items: [LineItem, ...LineItem[]]
  /** The provider's own input total: it selects the price tier. */
  inputTotal: number
  /** As served, in the price book's words: `standard`, `batch`, `flex`, `priority` … */
  serviceTier: string | null
  region: string | null
  /** `fast` where the provider has a faster mode with its own price. */
  speed: string | null
  /** True when the model answered in a thinking mode with its own price. */
  thinking: boolean | null
  reported: ReportedCost | null
  /** A gateway passed the call on with the customer's own key: the provider bills it, not the gateway. */
  ownKey?: boolean
  warnings: Warning[]
}

export type NormaliseResult =
  | { ok: true; usage: NormalisedUsage }
  /** `no_usage`: a valid payload that states none (an aborted stream, an error body). */
  | { ok: false; code: "no_usage" | "unknown_shape" | "bad_usage"; detail: string }

/** What is known of the call besides its response. Every field may be absent. */
export interface CallRequest {
  provider?: string | undefined
  route?: string | undefined
  model?: string | undefined
  url?: string | undefined
  serviceTier?: string | undefined
}

/** A payload as it came: a JSON body, parsed stream events, or raw SSE text. */
export interface CallResponse {
  body?: unknown
  events?: unknown[] | undefined
  sse?: string | undefined
  status?: number | null | undefined
  headers?: Record<string, string> | undefined
}
