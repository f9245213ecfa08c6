import type { Pico } from "@/lib/money"
import type { ExchangeUsed, PriceRow } from "@/lib/pricing/schema"
import type { ChargeKind, ErrorClass, TokenCounts, Warning } from "@/lib/providers/schema"
import type { CallStatus } from "./schema"

/**
 * Who reports a call. Of several reports the one that says most of its cost counts: a gateway that bills it, then
 * whoever holds the provider's own usage, then the attributes of a span (domain.md, Call).
 */
export type Reporter = "usage" | "span"

/** What a source said of one attempt at one model call, checked but not yet priced. */
export interface UsageEvent {
  type: "usage" | "void" | "replace"
  reporter: Reporter
  /** The sender's id; null when it gave none. */
  senderId: string | null
  /** Of the event that a void or replace corrects. */
  targetId: string | null
  reason: string | null
  time: Date
  provider: string | null
  /** As the application names it. */
  model: string | null
  modelServed: string | null
  route: string | null
  user: string | null
  agent: string | null
  feature: string | null
  team: string | null
  environment: string | null
  session: string | null
  tags: Record<string, string>
  requestId: string | null
  /** 1 for a first attempt; later attempts do not count as requests. */
  attempt: number
  /** The sender says what the call fell back from. */
  fellBack: boolean
  response: unknown
  usage: Record<string, unknown> | null
  cost: { amount: string; currency: string } | null
  /** The source is set to be the one that charges what it states. */
  sourceBills: boolean
  /** The gateway that the source is, where one that bills sends its own calls; it charges what it states of them. */
  sourceGateway: string | null
  status: CallStatus
  error: {
    http_status?: number | null | undefined
    code?: string | number | null | undefined
    message?: string | null | undefined
    body?: unknown
  } | null
  latencyMs: number | null
  ttftMs: number | null
  serviceTier: string | null
  region: string | null
  batch: boolean
  /** Both ids of the call's own span, where it is one of a trace. */
  span: { traceId: string; spanId: string } | null
  /** The usage leaves out what the price depends on. */
  estimated: boolean
  /** What was reserved for the call before it was made. */
  reservation: string | null
  /** The event as it was sent, as JSON. */
  body: string
  warnings: Warning[]
}

/** Which attempt of its request a call was: the first, one more, or one elsewhere after another had failed. */
export const ATTEMPTS = ["first", "retry", "fallback"] as const
export type Attempt = (typeof ATTEMPTS)[number]

export function attemptOf({ attempt, fellBack }: Pick<UsageEvent, "attempt" | "fellBack">): Attempt {
  if (attempt <= 1) return "first"
  return fellBack ? "fallback" : "retry"
}

/** The rows and the rate that priced a charge, kept with the organisation for good. */
export interface PriceSnapshot {
  list: PriceRow | null
  override: PriceRow | null
  exchange: ExchangeUsed | null
}

/** One line of the ledger before it is written. Money in pico of the reporting currency. */
export interface ChargeDraft {
  kind: ChargeKind
  model: string
  classes: TokenCounts
  reasoning: number
  /** Sub-counts besides reasoning, pieces, and conditions that a re-rate needs again. */
  extra: Record<string, unknown> | null
  list: Pico | null
  computed: Pico | null
  reported: Pico | null
  /** Null: no price matches and nobody who bills said what it cost. */
  billed: Pico | null
  price: PriceSnapshot | null
  /** Why the amount is unknown, or which pieces have no rate and are missing from it. */
  unpricedBecause: string | null
}

/** A usage event with its charges, ready for the ledger. A void has none. */
export interface EventDraft {
  event: UsageEvent
  provider: string
  route: string
  status: CallStatus
  errorClass: ErrorClass | null
  serviceTier: string | null
  responseId: string | null
  thinking: boolean
  /** Billed is what was reported: by who charges it, or by who passes on what that one states. */
  reporterBills: boolean
  /** A cost was reported, and not by the gateway that charges it. */
  reporterPasses: boolean
  /** Its source is the one that charges it. */
  fromBiller: boolean
  /** Through a gateway, with the customer's own key. */
  ownKey: boolean
  charges: ChargeDraft[]
  warnings: Warning[]
}

/** Bits of `charge.flags`; the call's bits stand on its line 0. */
export const FLAG = {
  request: 1,
  error: 2,
  /** Something of the call has no price: all of it, a line, or pieces that are missing from an amount. */
  unpriced: 4,
  aborted: 8,
  thinking: 16,
  notDeduplicable: 32,
  /** Of a line: what the organisation's own price list asks is unknown, whatever the list price. */
  noComputed: 64,
  /** A row of its own that takes from what was billed: a grant pays it. */
  credit: 128,
  /** Billed is what was reported, whatever the price book says. */
  reporterBills: 256,
  /** Told by the attributes of a span: a report with the provider's own usage counts instead. */
  fromSpan: 512,
  /** The usage leaves out what the price depends on, so the amount is an estimate. */
  estimated: 1024,
  /** Of a report that says who caused a call and nothing of its cost. */
  attributionOnly: 2048,
  /** Through a gateway with the customer's own key: the provider bills it, and no credits are used up. */
  ownKey: 4096,
  /** On the route of a gateway that bills, told by somebody else: billed is computed, whatever was reported. */
  reporterPasses: 8192,
  /** It was reported by who charges it, and not by somebody who passes that on. */
  fromBiller: 16384,
} as const
