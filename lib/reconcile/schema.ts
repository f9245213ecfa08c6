import * as z from "zod"
import { RANGE_PRESETS } from "@/lib/time"
import { BY } from "./rows-schema"

const day = z.iso.date()
const amount = z.string().describe("In the reporting currency, every digit kept.")

export const STATES = ["tied", "explained", "adjusted", "open"] as const

const listed = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .default([])
  .pipe(z.array(z.string().max(256)).max(50))

export const reconcileFields = {
  range: z.enum(RANGE_PRESETS).optional().describe("Wins over from and to. 30 days without either."),
  from: z.string().max(40).optional().describe("An instant or a date of the organisation's zone."),
  to: z.string().max(40).optional().describe("As `from`; itself outside the range."),
  by: z.enum(BY).default("row").describe("What one row is: a model on a day, or sums of these."),
  provider: listed.describe("Who bills; may repeat."),
  model: listed.describe("May repeat; an empty text is what the bill names no model for."),
  state: z
    .union([z.enum(STATES).transform((one) => [one]), z.array(z.enum(STATES))])
    .default([])
    .describe("May repeat."),
}

export const reconcileQuery = z.strictObject({
  ...reconcileFields,
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
})
export type ReconcileQuery = z.output<typeof reconcileQuery>

const figures = {
  bill: amount,
  ledger: amount.describe("Of the organisation's own days, as every other screen shows it."),
  difference: amount.describe("Bill less ledger; the parts sum to it."),
  parts: z.object({
    events: amount,
    tokens: amount,
    price: amount,
    charges: amount.describe("Corrections, fees, credits, tax and adjustments."),
    timing: amount,
    rounding: amount,
    unknown: amount.describe("The bill does not tell enough to part it, or calls here have no price."),
  }),
  adjusted: amount.describe("What adjustments add to the ledger's side."),
  left: amount.describe("The difference less adjustments."),
  unpriced_calls: z
    .number()
    .describe("Calls here that have no price, which the ledger's amount does not hold."),
}
export type ReconcileFigures = {
  [Name in keyof typeof figures]: z.output<(typeof figures)[Name]>
}

const note = z.object({
  id: z.int(),
  note: z.string(),
  amount: amount.nullable().describe("Of an adjustment; null for a note alone."),
  created_at: z.string(),
  created_by: z.string().nullable(),
})

export const reconcileRow = z.object({
  day: day.nullable().describe("Null where the rows are sums over days."),
  provider: z.string().nullable(),
  model: z.string().nullable().describe("Null where the bill names none, or in sums over models."),
  state: z.enum(STATES).nullable(),
  ...figures,
  rounding_allowed: amount.describe("What the decimals of the bill's amounts can come to at most."),
  calls: z.object({ bill: z.number().nullable(), ledger: z.number() }),
  tokens: z.object({ bill: z.number().nullable(), ledger: z.number() }),
  causes: z.array(z.object({ code: z.string(), part: z.string(), amount, sentence: z.string() })),
  notes: z.array(note),
})
export type ReconcileRow = z.output<typeof reconcileRow>

const shares = z.object({
  base: amount.describe("The larger of bill and ledger, summed."),
  tied: amount,
  explained: amount,
  adjusted: amount,
  open: amount,
  tied_share: z.string().nullable().describe("`0.9872`, rounded down; null where nothing is compared."),
})
export type TiedOut = z.output<typeof shares>

const billerDay = z.object({ provider: z.string(), day })

export const reconcileAnswer = z
  .object({
    range: z.object({ from: day, to: day.describe("The last day, itself part of it.") }),
    zone: z.string(),
    currency: z.string(),
    as_of: z.string(),
    tied_out: shares,
    trend: z.array(z.object({ day, ...shares.shape })),
    total: z.object(figures),
    rows: z.array(reconcileRow).describe("Largest difference first; days in order where rows are days."),
    other: z.object({ count: z.int(), ...figures }).nullable(),
    still_open: z
      .array(billerDay.extend({ closes_at: z.string() }))
      .describe(
        "Days with a bill that are not over yet, or that their provider may still add to. In no sum.",
      ),
    not_compared: z.array(billerDay.extend({ because: z.string() })).describe("In no sum."),
    without_bill: z
      .array(
        z.object({
          provider: z.string(),
          days: z.int(),
          from: day,
          to: day,
          ledger: amount,
          unpriced_calls: z.number(),
        }),
      )
      .describe(
        "What the ledger holds of closed days without a bill of costs, and how many calls are not in it for want of a price. In no sum.",
      ),
  })
  .meta({ id: "ReconcileAnswer" })
export type ReconcileAnswer = z.output<typeof reconcileAnswer>

const noteText = z.string().trim().min(1, "Say what it is.").max(500, "At most 500 characters.")

export const noteInput = z
  .strictObject({
    provider: z.string().trim().min(1).max(256),
    model: z.string().max(256).nullable().default(null).describe("Null: what the bill names no model for."),
    day,
    note: noteText,
    adjust: z
      .union([
        z.literal("difference"),
        z.string().regex(/^-?\d{1,15}(?:\.\d{1,12})?$/, 'An amount such as "-12.5", or "difference".'),
      ])
      .nullable()
      .default(null)
      .describe(
        "Makes an adjustment of it: this amount of the reporting currency, or all of the difference but timing.",
      ),
  })
  .meta({ id: "ReconcileNoteInput" })
export type NoteInput = z.output<typeof noteInput>

export const noteAnswer = z.object({ id: z.int(), amount: amount.nullable() })

export const noteParams = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })
