import * as z from "zod"
import { CAUSES } from "@/lib/spend/change"

/** What is watched: the whole, and the largest values of these dimensions. */
export const WATCHED = ["total", "team", "feature", "model"] as const
export type Watched = (typeof WATCHED)[number]

/** By what the culprit is named. */
export const CULPRITS = ["api_key", "feature", "model"] as const

export const ANOMALY_STATES = ["open", "over", "withdrawn"] as const

const money = z.string().describe("Exact decimal string in the reporting currency.")

export const culprit = z.object({
  dimension: z.enum(CULPRITS),
  value: z.string().nullable().describe("Null is Unattributed."),
  difference: money.describe("Beyond the hours it is compared with."),
  cause: z.enum(CAUSES).describe("What made most of that difference."),
})
export type Culprit = z.output<typeof culprit>

export const anomaly = z
  .object({
    id: z.int(),
    dimension: z.enum(WATCHED),
    value: z.string().nullable().describe("Null for the total, and for what is Unattributed."),
    from: z.string(),
    to: z.string().describe("Exclusive."),
    state: z
      .enum(ANOMALY_STATES)
      .describe(
        "Open reaches to the last whole hour; withdrawn no longer holds, since corrections or late events came.",
      ),
    expected: money,
    actual: money,
    impact: money.describe("Actual less expected."),
    unpriced_calls: z.int().describe("Calls of these hours without a price: they are in no figure here."),
    compared_with: z
      .object({ from: z.string(), to: z.string() })
      .describe("The same hours of an earlier week, of the last four the one nearest to what was expected."),
    culprits: z.array(culprit).describe("What moved, by key, feature and model."),
    found_at: z.string(),
  })
  .meta({ id: "Anomaly" })
export type Anomaly = z.output<typeof anomaly>

const MOST = 500

export const anomaliesQuery = z.strictObject({
  from: z
    .string()
    .optional()
    .describe("An instant or a date in the organisation's zone. Default: 30 days back."),
  to: z.string().optional().describe("As `from`; itself outside the range."),
  limit: z.coerce.number().int().min(1).max(MOST).default(100),
})
export type AnomaliesQuery = z.output<typeof anomaliesQuery>

export const anomaliesAnswer = z
  .object({
    currency: z.string(),
    zone: z.string(),
    anomalies: z.array(anomaly),
    total: z.int().describe("How many there are; more than are listed where `limit` cut them off."),
    looked_until: z
      .string()
      .nullable()
      .describe("The last whole hour that was looked at; null before the first."),
  })
  .meta({ id: "AnomaliesAnswer" })
export type AnomaliesAnswer = z.output<typeof anomaliesAnswer>
