import * as z from "zod"

const money = z.string().describe("Exact decimal string in the reporting currency.")
const ms = z
  .number()
  .nullable()
  .describe("Milliseconds here, without the way to the caller; at most a fifth too long. Null: none known.")

/** How "may I spend?" was answered lately. */
export const answered = z
  .object({
    allowed: z.int(),
    warned: z.int(),
    denied: z.int(),
    p50_ms: ms,
    p95_ms: ms,
    currency: z.string(),
    open_reservations: z.int(),
    held: money.describe("By open reservations."),
    max_overshoot: money.describe(
      "What spend and open reservations are beyond a denying limit, at most, of the budgets that are asked for.",
    ),
  })
  .meta({ id: "AuthorizeAnswered" })
export type Answered = z.output<typeof answered>
