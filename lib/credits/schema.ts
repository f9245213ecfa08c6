import * as z from "zod"
import { isDecimal, PICO_DIGITS, parseDecimal } from "@/lib/money"
import { formatFilter, parseFilter } from "@/lib/spend/filter"

const MAX_AMOUNT = "1000000000000"

function isAmount(text: string): boolean {
  if (!isDecimal(text)) return false
  const { digits, scale } = parseDecimal(text)
  const most = parseDecimal(MAX_AMOUNT).digits * 10n ** BigInt(scale)
  return digits > 0n && scale <= PICO_DIGITS && digits <= most
}

const scopeFilter = z
  .string()
  .max(1_000)
  .transform((text, context): string => {
    const filter = parseFilter(text)
    if (filter && filter.dimension !== "user" && filter.dimension !== "session") return formatFilter(filter)
    const message =
      filter === null
        ? `"${text.slice(0, 60)}" is not a filter. Write provider=deepseek, model~qwen or team!=x.`
        : "Credits are given for what a call is, not for a user or a session."
    context.issues.push({ code: "custom", message, input: text })
    return z.NEVER
  })

const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(?:[T ].{5,30})?$/, "A date such as 2026-11-01, or an RFC 3339 instant.")

export const creditInput = z
  .strictObject({
    name: z.string().trim().min(1, "Give it a name.").max(120),
    scope: z
      .array(scopeFilter)
      .max(20)
      .describe("Filters as an address writes them; all must hold. Empty: every call."),
    amount: z
      .string()
      .trim()
      .refine(isAmount, "An amount above zero with at most 12 decimals, such as 14 or 5.50.")
      .nullable()
      .describe("In the reporting currency; null for a grant of tokens."),
    tokens: z.int().min(1).nullable().describe("Null for a grant of money."),
    starts_at: instant.describe("A date is the organisation's."),
    expires_at: instant
      .nullable()
      .describe("From then on it pays nothing; null for one that does not expire."),
  })
  .refine(({ amount, tokens }) => (amount === null) !== (tokens === null), {
    error: "State an amount or a number of tokens, one of the two.",
    path: ["amount"],
  })
  .meta({ id: "CreditInput" })
export type CreditInput = z.output<typeof creditInput>

export const creditParams = z.strictObject({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

const money = z.string().describe("Exact decimal string in the reporting currency.")

export const CREDIT_STATES = ["scheduled", "active", "used up", "expired", "withdrawn"] as const

export const creditSummary = z.object({
  id: z.int(),
  name: z.string(),
  scope: z.array(z.string()),
  amount: money.nullable(),
  tokens: z.int().nullable(),
  currency: z.string(),
  starts_at: z.string(),
  expires_at: z.string().nullable(),
  state: z.enum(CREDIT_STATES),
  used: z.object({ billed: money, tokens: z.int() }),
  left: z.object({ amount: money.nullable(), tokens: z.int().nullable() }),
  /** Days of the organisation's zone on which it paid, oldest first. */
  days: z.array(z.object({ day: z.string(), billed: money, tokens: z.int() })),
  pending: z.boolean().describe("The ledger is still to be gone over for it."),
})
export type CreditSummary = z.output<typeof creditSummary>
export const creditList = z.object({ credits: z.array(creditSummary) })
