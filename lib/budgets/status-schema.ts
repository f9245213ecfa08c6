import * as z from "zod"
import { EACH, ON_EXCEED, PERIODS } from "./schema"

const money = z.string().describe("Exact decimal string in the reporting currency.")
const standing = {
  spent: money,
  remaining: money.nullable().describe("Below zero beyond the limit; null where the limit is not known."),
  percent: z.string().nullable().describe("Of the limit, two decimals, cut off."),
  crossed: z.array(z.int()).describe("Thresholds that are reached."),
  state: z.enum(["within", "warning", "over", "unknown"]),
}

export const budgetEntity = z.object({
  key: z.string().nullable().describe("Null: Unattributed."),
  ...standing,
})
export type BudgetEntity = z.output<typeof budgetEntity>

export const budgetStatus = z
  .object({
    slug: z.string(),
    name: z.string(),
    each: z.enum(EACH).nullable(),
    period: z.enum(PERIODS),
    from: z.string(),
    to: z.string(),
    as_of: z.string(),
    currency: z.string(),
    limit: money.nullable().describe("With the increases that hold now; of each entity in a fan-out."),
    limit_unknown: z.string().nullable().describe("Why the limit is not known."),
    straight_line: money.nullable().describe("The limit at the end of the period times its elapsed part."),
    ...standing,
    on_exceed: z.enum(ON_EXCEED),
    parent: z.string().nullable().describe("The budget whose scope holds this one's."),
    unpriced: z
      .object({ calls: z.int(), tokens: z.int() })
      .describe("In scope, without a price, and therefore in no amount here."),
    entities: z
      .array(budgetEntity)
      .nullable()
      .describe("Every value with spend in the period, largest first; null without a fan-out."),
  })
  .meta({ id: "BudgetStatus" })
export type BudgetStatus = z.output<typeof budgetStatus>
