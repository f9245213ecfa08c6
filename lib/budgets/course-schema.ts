import * as z from "zod"
import { METHODS } from "@/lib/forecast/day-model"
import { PERIODS } from "./schema"

const money = z.string().describe("Exact decimal string in the reporting currency.")
const band = z.object({ low: money, middle: money, high: money })

const point = z.object({
  start: z.string(),
  end: z.string(),
  spent: money
    .nullable()
    .describe("In the period up to the end of this bucket, or so far; null of buckets to come."),
  limit: money.nullable().describe("With the increases that hold at its end; null where no rate tells it."),
  straight_line: money
    .nullable()
    .describe("Of the limit at the end of the period, spent evenly, by its end."),
  forecast: band.nullable().describe("In the period up to its end; null before the running bucket."),
})
export type CoursePoint = z.output<typeof point>

const threshold = z.object({
  percent: z.int(),
  on: z
    .enum(["actual", "forecast"])
    .describe("What is spent, of the limit then; or the forecast, of the limit at the end of the period."),
  reached: z.boolean().describe("By what is spent, or by the forecast's middle, as of now."),
  at: z
    .string()
    .nullable()
    .describe("The start of the bucket in which it was reached, or is expected to be; null where neither."),
})
export type CourseThreshold = z.output<typeof threshold>

/** How a budget's running period goes. */
export const budgetCourse = z
  .object({
    slug: z.string(),
    period: z.enum(PERIODS),
    from: z.string(),
    to: z.string(),
    zone: z.string(),
    currency: z.string(),
    as_of: z.string(),
    bucket: z
      .enum(["hour", "day"])
      .describe("Hours of a day's budget, else days, in the organisation's zone."),
    points: z.array(point),
    limit_at_end: money
      .nullable()
      .describe("With the increases that hold at the end of the period; null where no rate tells it."),
    forecast: z
      .object({
        end: band.describe("Of the whole period at its end, what is spent included."),
        coverage: z.number(),
        method: z.enum(METHODS),
        error: z.object({ share: z.number().nullable(), days_ahead: z.int(), starts: z.int() }),
      })
      .nullable(),
    no_forecast: z.string().nullable().describe("Why there is no forecast."),
    over_since: z
      .string()
      .nullable()
      .describe("The start of the bucket from which on spend has been at the limit or beyond."),
    crosses_at: z
      .string()
      .nullable()
      .describe("The start of the bucket in which the forecast's middle reaches the limit."),
    thresholds: z.array(threshold),
  })
  .meta({ id: "BudgetCourse" })
export type BudgetCourse = z.output<typeof budgetCourse>
