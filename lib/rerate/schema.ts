import * as z from "zod"

const MAX_ID = 2_147_483_647

const instant = z
  .string()
  .trim()
  .regex(/^\d{4}-\d{2}-\d{2}(?:[T ].{5,30})?$/, "A date such as 2026-11-01, or an RFC 3339 instant.")

const name = z
  .string()
  .trim()
  .max(256)
  .transform((text) => text || null)
  .nullable()
  .default(null)

export const rerateInput = z
  .strictObject({
    from: instant.describe("The first instant of the calls; a date is the organisation's."),
    to: instant.nullable().default(null).describe("The first instant after them; null: now."),
    provider: name.describe("Only calls of this provider, as the price list writes it."),
    model: name.describe("Only this model."),
  })
  .meta({ id: "RerateInput" })
export type RerateInput = z.output<typeof rerateInput>

export const rerateApply = z.strictObject({
  reason: z.string().trim().min(1, "Say why history gets new prices.").max(500),
})

export const rerateParams = z.strictObject({ id: z.coerce.number().int().min(1).max(MAX_ID) })

const money = z.string().describe("Exact decimal string in the reporting currency, before credits.")
const unpriced = z.object({ calls: z.int(), tokens: z.int() })

const figures = z.object({
  calls: z.int().describe("Calls gone over."),
  changed: z.int().describe("Calls whose price changes."),
  before: money,
  after: money,
  difference: money,
  list_difference: money,
  unpriced_before: unpriced,
  unpriced_after: unpriced,
})
export type RerateFigures = z.output<typeof figures>

export const RERATE_STATES = [
  "previewing",
  "previewed",
  "checking",
  "applying",
  "applied",
  "stale",
  "stopped",
  "cancelled",
] as const

export const rerateSummary = z
  .object({
    id: z.int(),
    state: z.enum(RERATE_STATES),
    automatic: z.boolean().describe("Of calls that had no price, as soon as there was one."),
    from: z.string(),
    to: z.string(),
    provider: z.string().nullable(),
    model: z.string().nullable(),
    reason: z.string().nullable(),
    created_at: z.string(),
    created_by: z.string().nullable(),
    applied_at: z.string().nullable(),
    applied_by: z.string().nullable(),
    finished_at: z.string().nullable(),
    progress: z.object({ done: z.int(), total: z.int() }).describe("Calls of the pass under way."),
    currency: z.string(),
    total: figures,
  })
  .meta({ id: "Rerate" })
export type RerateSummary = z.output<typeof rerateSummary>

export const rerateList = z.object({ rerates: z.array(rerateSummary) })

export const rerateDetail = rerateSummary
  .extend({
    by_model: z.array(figures.extend({ provider: z.string(), model: z.string() })),
    by_team: z.array(figures.extend({ team: z.string().nullable() })),
    by_month: z.array(figures.extend({ month: z.string().describe("The month's first local day.") })),
  })
  .meta({ id: "RerateDetail" })
export type RerateDetail = z.output<typeof rerateDetail>
