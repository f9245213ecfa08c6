import * as z from "zod"
import { isDecimal } from "@/lib/money"
import type { LineItem, SubCount, TokenClass, Warning } from "@/lib/providers/schema"

/** What a rate is per: a token of a class, a token of a sub-count with its own price, or a piece. */
export type RateKey = TokenClass | SubCount | "request" | (string & {})

/** A UTC window of the day, `HH:MM`, half-open; `from` later than `to` wraps midnight. */
export interface UtcWindow {
  from: string
  to: string
}

/** When a row applies. Absent = any. All present conditions must hold; instants are half-open. */
export interface PriceConditions {
  /** `standard` also holds where the call names no tier. */
  serviceTier?: string
  region?: string
  speed?: string
  /** True holds only where the call is known to have thought; false where it is not. */
  thinking?: boolean
  /** True where the item wrote to a cache: some providers bill reads otherwise in that mode. */
  cacheWrite?: boolean
  /** Inclusive bounds on the call's total input (cache included). */
  minInputTokens?: number
  maxInputTokens?: number
  minOutputTokens?: number
  maxOutputTokens?: number
  /** Any of the windows. */
  utcHours?: UtcWindow[]
  /** 1 = Monday … 7 = Sunday, in `weekdayZone` (default UTC). */
  weekdays?: number[]
  weekdayZone?: string
}

/** The price is that of another row, plus or minus a percentage. */
export interface RelativePrice {
  /** Decimal string: `-12.5` is a discount of 12.5 %, `8` a markup of 8 %, `0` the same price. */
  percent: string
  /** Lists to look the other row up in, in order. Absent: the list of the call's provider. */
  to?: string[]
}

/** An immutable, effective-dated price. States either `rates` or `relative`. */
export interface PriceRow {
  /** Stable and readable: `anthropic/claude-sonnet-5@2026-09-15` plus a suffix per condition. */
  id: string
  layer: "catalogue" | "override"
  /**
   * `tools` holds fees by the piece that any model of the provider can incur and that its own row
   * does not price. Absent: `model`.
   */
  kind?: "model" | "tools"
  /** The price list's owner: a provider, or a gateway with a list of its own. */
  provider: string
  /**
   * Model ids it prices, compared in lower case: `*` stands for any run of characters, `#` for one
   * digit, and a pattern that begins with `!` takes out what another one lets in.
   */
  models: string[]
  conditions: PriceConditions
  /** RFC 3339, half-open; null = open. */
  effectiveFrom: string | null
  effectiveTo: string | null
  currency: string
  /** Decimal strings per single token or piece, every digit kept. An override's other keys stay at list. */
  rates: Partial<Record<RateKey, string>>
  relative?: RelativePrice
  source: string
  sourceUrl?: string
  /** The day the source said so, `YYYY-MM-DD`. */
  asOf: string
}

/** What the price book needs to know of a call to price one of its items. */
export interface PriceQuery {
  provider: string
  /** `direct` or the gateway's slug; a gateway with its own list is looked up there. */
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

/** Why a row was chosen and others were not; for a screen, never on the ingest path. */
export interface MatchExplanation {
  row: PriceRow | null
  met: string[]
  notChosen: { id: string; because: string }[]
  /** Set where no row was chosen. */
  because: string | null
}

/** A dated value of a currency. Looked up: the newest at or before the day of the charge. */
export interface ExchangeRate {
  currency: string
  /** `YYYY-MM-DD` */
  date: string
  /** Decimal string: US dollars for one unit. */
  usdPerUnit: string
  source: string
}

/** The exchange applied to a charge: an amount × `numerator` ÷ `denominator`, exactly. */
export interface ExchangeUsed {
  from: string
  to: string
  numerator: string
  denominator: string
  /** The older of the two rates' days. */
  date: string
  source: string
}

export type PriceWarning = Warning

const decimal = z.string().refine(isDecimal, 'A decimal string such as "0.0000025".')
const rate = decimal.refine((text) => !text.trim().startsWith("-"), "A rate is never negative.")
const currency = z.string().regex(/^[A-Z]{3}$/, "Three capital letters such as USD.")
const day = z.iso.date()
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM, from 00:00 to 23:59.")
const tokens = z.int().min(0)
const zone = z.string().refine(isTimeZone, "An IANA time zone such as Asia/Shanghai.")

export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text })
    return true
  } catch {
    return false
  }
}

export const priceConditionsSchema = z.strictObject({
  serviceTier: z.string().min(1).max(64).exactOptional(),
  region: z.string().min(1).max(64).exactOptional(),
  speed: z.string().min(1).max(64).exactOptional(),
  thinking: z.boolean().exactOptional(),
  cacheWrite: z.boolean().exactOptional(),
  minInputTokens: tokens.exactOptional(),
  maxInputTokens: tokens.exactOptional(),
  minOutputTokens: tokens.exactOptional(),
  maxOutputTokens: tokens.exactOptional(),
  utcHours: z
    .array(z.strictObject({ from: clock, to: clock }))
    .min(1)
    .max(24)
    .exactOptional(),
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).exactOptional(),
  weekdayZone: zone.exactOptional(),
})

/** Checks a row that came from outside, such as an organisation's override. */
export const priceRowSchema = z
  .strictObject({
    id: z.string().min(1).max(1_024),
    layer: z.enum(["catalogue", "override"]),
    kind: z.enum(["model", "tools"]).exactOptional(),
    provider: z.string().min(1).max(64),
    models: z.array(z.string().min(1).max(256)).min(1).max(256),
    conditions: priceConditionsSchema,
    effectiveFrom: z.iso.datetime({ offset: true }).nullable(),
    effectiveTo: z.iso.datetime({ offset: true }).nullable(),
    currency,
    rates: z.record(z.string().min(1).max(64), rate),
    relative: z
      .strictObject({
        percent: decimal.refine((text) => Number(text) >= -100, "A discount is at most 100 %."),
        to: z.array(z.string().min(1).max(64)).min(1).max(16).exactOptional(),
      })
      .exactOptional(),
    source: z.string().min(1).max(4_096),
    sourceUrl: z.url().max(1_024).exactOptional(),
    asOf: day,
  })
  .refine((row) => (row.relative === undefined) !== (Object.keys(row.rates).length === 0), {
    error: "State rates or a percentage, one of the two.",
    path: ["rates"],
  })
  .refine(
    (row) =>
      !row.effectiveFrom || !row.effectiveTo || Date.parse(row.effectiveFrom) < Date.parse(row.effectiveTo),
    {
      error: "The price ends before it begins.",
      path: ["effectiveTo"],
    },
  )

export const exchangeRateSchema = z.strictObject({
  currency,
  date: day,
  usdPerUnit: decimal.refine((text) => Number(text) > 0, "A rate is above zero."),
  source: z.string().min(1).max(512),
})

export const exchangeUsedSchema: z.ZodType<ExchangeUsed> = z.object({
  from: z.string(),
  to: z.string(),
  numerator: z.string(),
  denominator: z.string(),
  date: z.string(),
  source: z.string(),
})
