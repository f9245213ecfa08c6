import * as z from "zod"
import { isDecimal, PICO_DIGITS, parseDecimal } from "@/lib/money"
import { readScope } from "./budget-scope"

export const PERIODS = ["day", "week", "month", "quarter", "custom"] as const
export type BudgetPeriod = (typeof PERIODS)[number]
export const EACH = ["user", "team", "agent", "feature", "api_key"] as const
export type Each = (typeof EACH)[number]
export const ON_EXCEED = ["warn", "deny"] as const
/** Lengths of a custom period in months: those that tile a year. */
export const FISCAL_MONTHS = [1, 2, 3, 4, 6, 12] as const

export const MOST_BUDGETS = 300
const MOST_AMOUNT = parseDecimal("1000000000000")

function isAmount(text: string): boolean {
  if (!isDecimal(text)) return false
  const { digits, scale } = parseDecimal(text)
  return digits > 0n && scale <= PICO_DIGITS && digits <= MOST_AMOUNT.digits * 10n ** BigInt(scale)
}

const amount = z
  .string()
  .trim()
  .refine(isAmount, "An amount above zero with at most 12 decimals, such as 5000 or 12.50.")
const value = z.string().max(256).nullable()

const scope = z
  .union([
    z.array(z.string().max(1_000)).max(20),
    z.record(z.string().max(70), z.union([value, z.array(value).max(100)])),
  ])
  .describe(
    '{"feature": "search"}, a list for one of several, null for Unattributed; or filters as an address writes them.',
  )
const scopeInput = scope.transform((written, context): string[] => {
  const read = readScope(written)
  if (Array.isArray(read)) return read
  context.issues.push({ code: "custom", message: read.fault, input: written })
  return z.NEVER
})

const percents = z
  .array(z.int().min(1, "A percentage from 1 to 1000.").max(1_000, "A percentage from 1 to 1000."))
  .max(10)
const percentsInput = percents.overwrite((list) => [...new Set(list)].sort((a, b) => a - b))

export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** Words of the API that stand where a slug does. */
const TAKEN: readonly string[] = ["authorize"]
const slug = z
  .string()
  .regex(SLUG, "Small letters, digits and hyphens, 63 at most.")
  .refine((text) => !TAKEN.includes(text), "This word means something else here.")

const fiscal = z.strictObject({
  start_month: z.int().min(1).max(12).nullable().default(null).describe("Null: the fiscal year's own."),
  months: z.literal([...FISCAL_MONTHS]),
})

const endpoint = z.string().trim().min(1).max(80)

export const budgetInput = z
  .strictObject({
    name: z.string().trim().min(1, "Name the budget.").max(120),
    scope: scopeInput.default([]),
    each: z.enum(EACH).nullable().default(null).describe("Every value of it has the amount for itself."),
    period: z.enum(PERIODS).describe("In the organisation's zone; quarters are those of its fiscal year."),
    fiscal: fiscal.nullable().default(null).describe("With the period custom alone."),
    amount,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "Three capital letters such as USD.")
      .optional()
      .describe("The reporting currency unless stated."),
    thresholds: percentsInput.default([80, 100]).describe("Percent of the limit that is spent."),
    forecast_thresholds: percentsInput
      .default([])
      .describe("Percent of the limit that the period is forecast to end at. None with the period day."),
    on_exceed: z.enum(ON_EXCEED).default("warn").describe("What authorize answers beyond the limit."),
    notify: z
      .array(endpoint)
      .max(20)
      .default([])
      .overwrite((names) => [...new Set(names)])
      .describe("Names of endpoints that are told of a crossing."),
    version: z
      .int()
      .min(0)
      .optional()
      .describe("Of the budget that was read. Left out, whatever stands is replaced."),
  })
  .check(({ value, issues }) => {
    if (value.period === "day" && value.forecast_thresholds.length > 0) {
      const message = "A single day is not forecast. Leave these out, or choose a longer period."
      issues.push({
        code: "custom",
        message,
        path: ["forecast_thresholds"],
        input: value.forecast_thresholds,
      })
    }
    if ((value.period === "custom") === (value.fiscal !== null)) return
    const message =
      value.fiscal === null
        ? "State fiscal.months with the period custom."
        : "fiscal belongs to the period custom."
    issues.push({ code: "custom", message, path: ["fiscal"], input: value.fiscal })
  })
  .meta({ id: "BudgetInput" })
export type BudgetInput = z.output<typeof budgetInput>

export const budgetParams = z.strictObject({ slug })

const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(?:[T ].{5,30})?$/, "A date such as 2026-11-01, or an RFC 3339 instant.")
export const increaseInput = z
  .strictObject({
    amount: amount.describe("Added to the limit, in the budget's currency."),
    from: instant.optional().describe("A date is the organisation's. Now unless stated."),
    until: instant.describe("From then on the limit is what it was."),
    reason: z.string().trim().min(1, "Say why.").max(300),
  })
  .meta({ id: "BudgetIncreaseInput" })
export type IncreaseInput = z.output<typeof increaseInput>

const increase = z.object({
  id: z.int(),
  amount: z.string(),
  from: z.string(),
  until: z.string(),
  reason: z.string(),
})
export const increaseParams = z.strictObject({ slug, id: z.coerce.number().int().min(1).max(2_147_483_647) })

export const budget = z
  .object({
    slug: z.string(),
    name: z.string(),
    scope,
    each: z.enum(EACH).nullable(),
    period: z.enum(PERIODS),
    fiscal: z.object({ start_month: z.int().nullable(), months: z.int() }).nullable(),
    amount: z.string(),
    currency: z.string(),
    thresholds: percents,
    forecast_thresholds: percents,
    on_exceed: z.enum(ON_EXCEED),
    notify: z.array(z.string()),
    version: z.int(),
    increases: z.array(increase).describe("Those that have not ended."),
    changed_at: z.string(),
    changed_by: z.string().nullable(),
  })
  .meta({ id: "Budget" })
export type Budget = z.output<typeof budget>
export const budgetsAnswer = z.object({ budgets: z.array(budget) })
