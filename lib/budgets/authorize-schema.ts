import * as z from "zod"
import { isDecimal } from "@/lib/money"
import { eventSchema } from "@/lib/sources/events-schema"

const { user, agent, feature, team, environment, session, tags, provider, model, route, service_tier } =
  eventSchema.shape
const tokens = z.int().min(0).max(2_147_483_647)

const estimate = z.union([
  z.strictObject({
    amount: z
      .string()
      .refine((text) => isDecimal(text) && !text.startsWith("-"), 'A decimal string such as "0.0123".'),
    currency: z.string().regex(/^[A-Z]{3}$/, "Three capital letters such as USD."),
  }),
  z.strictObject({
    model: z.string().min(1).max(256),
    provider,
    input_tokens: tokens,
    output_tokens: tokens.describe("The most it may answer with, so that the reservation suffices."),
  }),
])

export const authorizeInput = z
  .strictObject({
    ...{ user, agent, feature, team, environment, session, tags, provider, model, route, service_tier },
    estimate: estimate.describe("Money, or a model and tokens that are priced here."),
    expires_in: z
      .int()
      .min(10)
      .max(3_600)
      .default(300)
      .describe("Seconds for which the estimate stays reserved without an event."),
  })
  .meta({ id: "AuthorizeInput" })
export type AuthorizeInput = z.output<typeof authorizeInput>

export const DECISIONS = ["allow", "warn", "deny"] as const
const money = z.string().describe("Exact decimal string in the reporting currency.")

export const authorizeAnswer = z
  .object({
    decision: z.enum(DECISIONS),
    reason: z.string().nullable().describe("Why it is not a plain yes."),
    estimate: z
      .object({ amount: money, currency: z.string() })
      .nullable()
      .describe("Null: no price is known, and nothing could be reserved."),
    reservation_id: z.string().nullable().describe("For the event's field reservation; null where denied."),
    expires_at: z.string().nullable(),
    budgets: z.array(
      z.object({
        slug: z.string(),
        entity: z.string().nullable().optional().describe("Of a fan-out: the value; null is Unattributed."),
        decision: z.enum(DECISIONS),
        limit: money.nullable(),
        remaining: money
          .nullable()
          .describe(
            "Left after what is spent and reserved, this call included. Null where it is unknown, and nothing is reserved in this budget.",
          ),
        max_overshoot: money
          .nullable()
          .describe(
            "What spend and open reservations, this one included, could pass the limit by. Calls that do not ask, and costs above their estimates, come on top. Null where the call's price or the limit is unknown.",
          ),
      }),
    ),
  })
  .meta({ id: "AuthorizeAnswer" })
export type AuthorizeAnswer = z.output<typeof authorizeAnswer>
