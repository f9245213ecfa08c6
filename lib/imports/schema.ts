import * as z from "zod"

export const BILL_FORMATS = ["openai", "anthropic", "openrouter", "focus", "csv"] as const

const truth = z.enum(["true", "false"]).transform((text) => text === "true")

export const importQuery = z.strictObject({
  dry_run: truth.default(false).describe("Says what would be stored and stores nothing."),
  format: z.enum(BILL_FORMATS).optional().describe("Told by the file itself where it is left out."),
  name: z.string().trim().max(200).default("").describe("The name of the file, for people."),
  account: z
    .string()
    .trim()
    .max(256)
    .default("")
    .describe("Which of several accounts with the provider it is a bill of. FOCUS files name it themselves."),
  mapping: z.string().trim().max(100).optional().describe("The saved mapping that a generic CSV is read by."),
})
export type ImportQuery = z.output<typeof importQuery>

const amounts = z
  .array(z.object({ currency: z.string(), amount: z.string() }))
  .describe("By currency, every digit kept.")

const sums = {
  amounts,
  requests: z.number().nullable(),
  tokens: z.number().nullable().describe("Of all classes; null where the bill states none."),
}

export const importAnswer = z
  .object({
    id: z.int().nullable().describe("Null in a dry run, unless the same file is here already: then of that."),
    state: z
      .enum(["new", "known", "again"])
      .describe(
        "`known`: the same file was imported before, and nothing changes. `again`: another bill counts in its place since, or days of it have settled since: importing it again makes it count.",
      ),
    dry_run: z.boolean(),
    format: z.enum(BILL_FORMATS),
    billers: z.array(
      z.object({
        provider: z.string(),
        account: z.string(),
        from: z.string(),
        to: z.string().describe("The last day, itself part of it."),
        days: z.int(),
        supersedes: z.int().describe("Days for which an older bill counts no longer."),
      }),
    ),
    rows: z.int(),
    lines: z.int().describe("What the rows come to after those that agree are added up."),
    unread: z.int(),
    unread_rows: z.array(z.object({ row: z.int(), detail: z.string() })).describe("The first fifty."),
    total: z.object(sums),
    by_day: z.array(z.object({ day: z.string(), ...sums })).describe("The first 400 days."),
    by_model: z
      .array(z.object({ provider: z.string(), model: z.string().nullable(), kind: z.string(), ...sums }))
      .describe("The first 200."),
  })
  .meta({ id: "ImportAnswer" })
export type ImportAnswer = z.output<typeof importAnswer>

export const bill = z
  .object({
    id: z.int(),
    name: z.string(),
    format: z.enum(BILL_FORMATS),
    billers: z.array(z.string()),
    from: z.string(),
    to: z.string(),
    amounts,
    rows: z.int(),
    unread: z.int(),
    days: z.int(),
    standing_days: z.int().describe("Days on which it counts: no newer bill is there for them."),
    imported_at: z.string(),
    imported_by: z.string().nullable(),
  })
  .meta({ id: "Bill" })
export type Bill = z.output<typeof bill>

export const billsAnswer = z.object({ imports: z.array(bill), total: z.int() }).meta({ id: "Bills" })

export const billsQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) })

export const billParams = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

export const billDetail = z
  .object({
    ...bill.shape,
    unread_rows: z.array(z.object({ row: z.int(), detail: z.string() })),
    lines: z
      .array(
        z.object({
          provider: z.string(),
          account: z.string(),
          day: z.string(),
          model: z.string().nullable(),
          tier: z.string().nullable().describe("The service tier that the line names, such as `batch`."),
          kind: z.string(),
          item: z.string(),
          currency: z.string().nullable(),
          amount: z.string().nullable(),
          requests: z.number().nullable(),
          tokens: z.record(z.string(), z.number()),
        }),
      )
      .describe("The first 2,000."),
    total_lines: z.int(),
  })
  .meta({ id: "BillDetail" })
export type BillDetail = z.output<typeof billDetail>
