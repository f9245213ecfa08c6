import type { ChargeKind, ErrorClass, TokenCounts } from "@/lib/providers/schema"

export type CallStatus = "ok" | "error" | "aborted"

/** One line of the events list. Money is a decimal string in the reporting currency, null = unpriced. */
export interface EventRow {
  /** `evt_…` */
  id: string
  time: string
  user: string | null
  agent: string | null
  feature: string | null
  team: string | null
  environment: string | null
  provider: string
  model: string
  route: string
  status: CallStatus
  errorClass: ErrorClass | null
  /** Sum of the six classes over the call's charges. */
  tokens: number
  billed: string | null
  /** Something of it has no price: all of it where `billed` is null, else what is missing from that. */
  unpriced: boolean
  latencyMs: number | null
  /** Set when a correction took it out of the totals. */
  corrected: "void" | "replaced" | null
  /** It succeeded on another provider, model or route after an earlier attempt of its request failed. */
  rescued: boolean
}

/** One class of a charge with the rate that priced it; the parts sum to the charge exactly. */
export interface ChargePart {
  key: string
  quantity: number
  /** Decimal string per million tokens, or per piece where `unit` is `piece`. */
  listRate: string | null
  rate: string | null
  unit: "million" | "piece"
  /** Decimal string in the reporting currency. */
  billed: string | null
}

export interface ChargeDetail {
  line: number
  kind: ChargeKind
  model: string
  classes: TokenCounts
  ofWhich: Record<string, number>
  counts: Record<string, number>
  list: string | null
  computed: string | null
  reported: string | null
  billed: string | null
  parts: ChargePart[]
  price: PriceUsed | null
  /** Why the amount is unknown, or which pieces are missing from it. */
  unpricedBecause: string | null
}

export interface PriceUsed {
  listRow: string
  overrideRow: string | null
  currency: string
  effectiveFrom: string | null
  source: string
  sourceUrl: string | null
  asOf: string
  conditionsMet: string[]
  notChosen: string[]
  exchange: { rate: string; from: string; to: string; date: string; source: string } | null
}

export interface EventDetail extends EventRow {
  sourceEventId: string | null
  responseId: string | null
  session: string | null
  apiKey: string | null
  serviceTier: string | null
  /** What was sent of dimensions that rules or given names have made something else of. */
  sent: Partial<Record<"user" | "agent" | "feature" | "team" | "environment", string | null>>
  tags: Record<string, string>
  ttftMs: number | null
  error: { http_status: number | null; code: string | null; message: string | null } | null
  list: string | null
  computed: string | null
  reported: string | null
  /** One sentence: why `billed` is what it is. */
  billedBecause: string
  charges: ChargeDetail[]
  warnings: { code: string; detail: string }[]
  request: {
    id: string
    rescued: boolean
    attempts: {
      eventId: string
      attempt: number
      time: string
      provider: string
      model: string
      route: string
      status: CallStatus
      /** It succeeded elsewhere after an earlier attempt had failed. */
      rescued: boolean
      /** Void or replaced: `billed` is what is left of it, nothing. */
      corrected: boolean
      errorClass: ErrorClass | null
      latencyMs: number | null
      billed: string | null
    }[]
    billed: string
  } | null
  /** The usage that counts leaves out what the price depends on. */
  estimated: boolean
  /** The one that counts, then the others, oldest first. */
  reports: {
    source: string
    kind: string
    receivedAt: string
    usedFor: string
    reported: string | null
    /** What the call costs by it; null where that is not known, or it says nothing of the cost. */
    billed: string | null
    /** By more than half of what counts: in money, or in tokens where one is an estimate or unpriced. */
    disagrees: boolean
  }[]
  /** One of them disagrees with what counts. */
  reportsDisagree: boolean
  correction: { kind: "void" | "replaced"; by: string; reason: string; at: string } | null
  /** Oldest first: what each made of the call's price. */
  rerates: {
    id: number
    automatic: boolean
    at: string
    by: string | null
    reason: string | null
    /** Billed, null where unpriced. */
    before: string | null
    after: string | null
    /** Ids of the price rows. */
    rows_before: string[]
    rows_after: string[]
  }[]
  /** The raw payload as it was sent; null unless `payloadState` is `kept`. */
  payload: unknown
  /** `expired` after its retention, `withheld` from roles that may not see payloads. */
  payloadState: "kept" | "expired" | "withheld"
  currency: string
}
