import * as z from "zod"
import { spendQuerySchema } from "@/lib/spend/api-schema"
import { METHODS } from "./day-model"

/** Periods that are forecast to their end. */
export const FORECAST_PERIODS = ["week", "month", "quarter"] as const
export type ForecastPeriod = (typeof FORECAST_PERIODS)[number]

export const forecastQuery = z.strictObject({
  period: z
    .enum(FORECAST_PERIODS)
    .default("month")
    .describe("The running one, by the organisation's zone and fiscal year."),
  filter: spendQuerySchema.shape.filter,
})

const money = z.string().describe("Exact decimal string in the reporting currency.")
const band = { low: money, middle: money, high: money }

export const forecastAnswer = z
  .object({
    period: z.object({ from: z.string(), to: z.string() }),
    zone: z.string(),
    currency: z.string(),
    as_of: z.string(),
    spent: money.describe("In the period so far."),
    unpriced: z
      .object({ calls: z.int(), tokens: z.int() })
      .describe("Of the period so far: they are in no figure here."),
    forecast: z
      .object({
        end: z.object(band).describe("Of the whole period at its end, what is spent included."),
        coverage: z.number().describe("The share of outcomes that the interval is meant to hold."),
        method: z.enum(METHODS),
        error: z
          .object({
            share: z.number().nullable(),
            days_ahead: z.int(),
            starts: z.int(),
          })
          .describe(
            "How far forecasts of the past, made at so many days with what was known then, missed the sum of so many days ahead: mean absolute error over what came.",
          ),
        days: z.array(
          z.object({
            date: z.string(),
            ...band,
            period_to_date: z.object(band),
          }),
        ),
      })
      .nullable(),
    reason: z
      .object({ code: z.literal("too_few_days"), detail: z.string(), days: z.int(), needed: z.int() })
      .nullable()
      .describe("Why there is no forecast."),
  })
  .meta({ id: "ForecastAnswer" })
export type ForecastReply = z.output<typeof forecastAnswer>
