import type { LineItem, TokenClass, SubCount } from "@/lib/providers/schema"

/** What a rate is per: a token of a class, a token of a sub-count with its own price, or a piece. */
export type RateKey = TokenClass | SubCount | "request" | (string & {})

/** When a row applies. Absent = any. All present conditions must hold; instants are half-open. */
export interface PriceConditions {
  serviceTier?: string
  region?: string
  speed?: string
  thinking?: boolean
  /** Inclusive bounds on the call's total input (cache included). */
  minInputTokens?: number
  maxInputTokens?: number
  minOutputTokens?: number
  maxOutputTokens?: number
  /** UTC, `HH:MM`, half-open, may wrap midnight; any of the windows. */
  utcHours?: { from: string; to: string }[]
  /** 1 = Monday … 7 = Sunday, in `weekdayZone` (default UTC). */
  weekdays?: number[]
  weekdayZone?: string
}

/** An immutable, effective-dated price. */
export interface PriceRow {
  /** Stable and readable: `anthropic/claude-sonnet-5@2026-09-15` plus a suffix per condition. */
  id: string
  layer: "catalogue" | "override"
  /** The price list's owner: a provider, or a gateway with a list of its own. */
  provider: string
  /** Model ids it prices: exact ids, or a prefix ending in `*`. */
  models: string[]
  conditions: PriceConditions
  /** RFC 3339, half-open; null = open. */
  effectiveFrom: string | null
  effectiveTo: string | null
  currency: string
  /** Decimal strings per single token or piece, every digit kept. */
  rates: Partial<Record<RateKey, string>>
  source: string
  sourceUrl?: string
  /** The day the source said so, `YYYY-MM-DD`. */
  asOf: string
}

/** What the price book needs to know of a call to price one of its items. */
export interface PriceQuery {
  provider: string
  /** `direct` or the gateway's slug; a gateway with its own list is looked up first. */
  route: string
  model: string
  /** Start of the call. */
  at: Date
  serviceTier: string | null
  region: string | null
  speed: string | null
  thinking: boolean | null
  inputTotal: number
  item: LineItem
}

/** One class of a charge: tokens × rate. */
export interface PricedPart {
  key: RateKey
  quantity: number
  /** Decimal string per single token or piece. */
  rate: string
  /** Exact decimal string, unrounded, in the row's currency. */
  amount: string
}
