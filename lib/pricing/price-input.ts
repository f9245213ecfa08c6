import * as z from "zod"
import { isDecimal } from "@/lib/money"
import { parseLocalOrInstant } from "@/lib/time"
import { compileRow } from "./book"
import { type PriceConditions, type PriceRow, priceConditionsSchema, priceRowSchema } from "./schema"

const MODEL = /^!?[^\s\p{C}]+$/u
const RATE_KEYS = [
  "input_uncached",
  "cache_read",
  "cache_write_5m",
  "cache_write_1h",
  "cache_write_other",
  "output",
  "request",
] as const
const date = z
  .string()
  .regex(/^(19|20)\d{2}-\d{2}-\d{2}$/, "A date such as 2026-11-01.")
  .describe("A local date of the organisation: the price begins or ends with that day.")

const rate = z
  .string()
  .trim()
  .refine((text) => isDecimal(text) && !text.startsWith("-"), "A decimal number, zero or more, such as 2.50.")
  .refine((text) => /^\d{1,9}(\.\d{1,12})?$/.test(text), "At most 9 digits before the point and 12 after it.")

/** A price of the organisation's own as somebody writes it: per million tokens, or a percentage of list. */
export const priceInput = z
  .strictObject({
    provider: z.string().trim().toLowerCase().min(1, "Name the provider or gateway.").max(64),
    models: z
      .array(z.string().trim().regex(MODEL, "A model's name, without spaces.").max(256))
      .min(1, "Name a model, or * for all of the provider's.")
      .max(64),
    from: date,
    to: date.nullable().default(null).describe("The first day on which it no longer holds; null = open."),
    currency: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{3}$/, "Three letters such as USD.")
      .default("USD"),
    per_million: z
      .partialRecord(z.enum(RATE_KEYS), rate)
      .default({})
      .describe("Per million tokens of a class; `request` is per request."),
    percent: z
      .string()
      .trim()
      .refine(isDecimal, "A decimal number such as -12.5.")
      .nullable()
      .default(null)
      .describe("Instead of rates: list price plus or minus so many percent."),
    conditions: priceConditionsSchema.default({}),
    source: z.string().trim().min(1, "Say where the price comes from, such as the contract's name.").max(500),
  })
  .refine((input) => (input.percent === null) !== (Object.keys(input.per_million).length === 0), {
    error: "State rates or a percentage, one of the two.",
    path: ["percent"],
  })
  .refine((input) => input.to === null || input.from < input.to, {
    error: "The price ends before it begins.",
    path: ["to"],
  })
export type PriceInput = z.output<typeof priceInput>

/** Per million to per token: the point moves six places, no digit is lost. */
function perToken(perMillion: string): string {
  const [whole = "0", fraction = ""] = perMillion.split(".")
  const digits = whole.padStart(7, "0")
  const text = `${digits.slice(0, -6)}.${digits.slice(-6)}${fraction}`
  return text.replace(/^0+(?=\d)/, "").replace(/\.?0+$/, "")
}

/**
 * The row that the input stands for, in force from the zone's midnight. Throws `invalid` where it cannot be
 * used.
 */
export function toPriceRow(input: PriceInput, zone: string, today: string): PriceRow {
  const at = (day: string) => parseLocalOrInstant(day, zone).toISOString()
  const rates = Object.fromEntries(
    Object.entries(input.per_million).map(([key, value]) => [
      key,
      key === "request" ? value : perToken(value),
    ]),
  )
  const conditions: PriceConditions = input.conditions
  const row = priceRowSchema.parse({
    id: `own/${input.provider}/${input.models[0]}@${input.from}`,
    layer: "override",
    provider: input.provider,
    models: input.models,
    conditions,
    effectiveFrom: at(input.from),
    effectiveTo: input.to === null ? null : at(input.to),
    currency: input.currency,
    rates,
    ...(input.percent === null ? {} : { relative: { percent: input.percent } }),
    source: input.source,
    asOf: today,
  } satisfies PriceRow)
  compileRow(row)
  return row
}

/** What two rows share that are for the same models on the same conditions. */
export function subjectKey({ provider, models, conditions }: PriceRow): string {
  const names = models.map((model) => model.toLowerCase()).sort()
  return JSON.stringify([provider, names, Object.entries(conditions).sort()])
}

/** Whether two rows hold at the same time, at some time. */
export function overlap(a: PriceRow, b: PriceRow): boolean {
  const open = Number.POSITIVE_INFINITY
  const ends = ({ effectiveTo }: PriceRow) => (effectiveTo === null ? open : Date.parse(effectiveTo))
  const begins = ({ effectiveFrom }: PriceRow) => (effectiveFrom === null ? -open : Date.parse(effectiveFrom))
  return begins(a) < ends(b) && begins(b) < ends(a)
}

/** Two rows of which nobody could say which holds: the same models on the same conditions at the same time. */
export function competes(a: PriceRow, b: PriceRow): boolean {
  return subjectKey(a) === subjectKey(b) && overlap(a, b)
}
