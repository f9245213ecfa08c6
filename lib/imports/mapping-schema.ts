import * as z from "zod"
import { isTimeZone } from "@/lib/pricing/schema"
import { LINE_KINDS } from "./bill"

const column = z.string().trim().min(1, "Name a column of the file.").max(200, "At most 200 characters.")
const optional = column.optional()

export const DAY_FORMATS = ["ymd", "dmy", "mdy"] as const

/** How a CSV of any kind is read: which of its columns is what, and what all of its rows have in common. */
export const billMapping = z
  .strictObject({
    columns: z
      .strictObject({
        day: column.describe("A date, or an instant of which the date counts."),
        amount: column,
        ...{ currency: optional, provider: optional, account: optional, model: optional, kind: optional },
        ...{ item: optional, requests: optional, input: optional, input_uncached: optional },
        ...{ cache_read: optional, cache_write: optional, output: optional },
      })
      .describe("The names in the first row of the file."),
    provider: z.string().trim().min(1).max(100).optional().describe("Of rows without a column for it."),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "Three capital letters such as USD.")
      .optional()
      .describe("Of rows without a column for it."),
    zone: z
      .string()
      // PostgreSQL counts offsets from the other side: +08:00 is west of Greenwich there.
      .refine((name) => isTimeZone(name) && !/^[+-]/.test(name), "An IANA time zone such as Asia/Shanghai.")
      .default("UTC")
      .describe("What a day of the bill is."),
    day_format: z.enum(DAY_FORMATS).default("ymd"),
    decimal: z.enum([".", ","]).default("."),
    kinds: z
      .record(z.string().max(100), z.enum(LINE_KINDS))
      .default({})
      .describe("What the texts in the column for kinds stand for; others are usage."),
  })
  .refine(({ columns, provider }) => provider !== undefined || columns.provider !== undefined, {
    path: ["provider"],
    message: "Say who bills it, or in which column it stands.",
  })
  .refine(({ columns, currency }) => currency !== undefined || columns.currency !== undefined, {
    path: ["currency"],
    message: "Say the currency, or in which column it stands.",
  })
  .meta({ id: "BillMapping" })
export type BillMapping = z.output<typeof billMapping>

const name = z.string().trim().min(1, "Give it a name.").max(100, "At most 100 characters.")

export const mappingInput = z.strictObject({ name, mapping: billMapping })

export const savedMapping = z.object({
  name: z.string(),
  mapping: billMapping,
  changed_at: z.string(),
  changed_by: z.string().nullable(),
})
export type SavedMapping = z.output<typeof savedMapping>

export const mappingsAnswer = z.object({ mappings: z.array(savedMapping) }).meta({ id: "BillMappings" })

export const mappingQuery = z.strictObject({ name })
