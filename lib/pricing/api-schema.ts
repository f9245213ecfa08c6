import * as z from "zod"
import { exchangeRateSchema, type PriceRow, priceRowSchema } from "./schema"

export const priceSearchQuery = z.object({
  text: z.string().max(256).default("").describe("Part of a model's, provider's or row's name."),
  provider: z.string().max(64).optional(),
  past: z.enum(["true", "false"]).default("false").describe("Rows whose time is over as well."),
})

export const priceSearchAnswer = z.object({
  own: z.array(
    z.object({
      id: z.int(),
      row: priceRowSchema,
      added_at: z.iso.datetime(),
      added_by: z.string().nullable(),
    }),
  ),
  rows: z.array(priceRowSchema),
  found: z.int().describe("How many rows the search finds; at most 500 of them are in rows."),
})

export interface PriceSearchAnswer {
  own: { id: number; row: PriceRow; added_at: string; added_by: string | null }[]
  rows: PriceRow[]
  found: number
}

export const addedPrice = z.object({ id: z.int(), row: priceRowSchema })

export const priceParams = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) })

export const endQuery = z.object({
  day: z.iso.date().describe("The first local day of the organisation on which it no longer holds."),
})

export const exchangeRatesAnswer = z.object({ rates: z.array(exchangeRateSchema) })

const csv = z
  .string()
  .min(1)
  .max(1_000_000)
  .describe("A file as the export writes it: head first, commas, quotes.")

export const priceImportPreview = z.strictObject({ csv })
export const priceImport = z.strictObject({
  csv,
  preview: z
    .string()
    .max(100)
    .nullable()
    .default(null)
    .describe(
      "Of the preview's answer: nothing else than it said is done. Null: whatever the file does by now.",
    ),
})

export const priceImportAnswer = z.object({
  added: z.int(),
  ended: z.int().describe("Lines that let a price end; those that a new price ends are told at its line."),
  unchanged: z.int(),
  invalid: z.int(),
  lines: z.array(
    z.object({
      line: z.int().describe("The head is line 1."),
      state: z.enum(["added", "ended", "unchanged", "invalid"]),
      price: z.string(),
      detail: z.string().nullable(),
    }),
  ),
  preview: z.string(),
})
export type PriceImportAnswer = z.output<typeof priceImportAnswer>
