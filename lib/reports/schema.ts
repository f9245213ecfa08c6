import * as z from "zod"
import { MAILED_PAGES } from "@/lib/views/address"
import { EVERY } from "./periods"

const email = z.email("An e-mail address.").max(254)

const fields = {
  name: z.string().trim().min(1, "Name the report.").max(80, "At most 80 characters."),
  page: z.enum(MAILED_PAGES),
  query: z
    .string()
    .max(4_000)
    .describe("What stands behind the question mark of the page's address; the range is the report's own."),
  every: z.enum(EVERY).describe("day: yesterday. week: until Monday. month: last month, on the 2nd."),
  hour: z.int().min(0).max(23).describe("In the organisation's zone."),
  csv: z.boolean().describe("With the table as CSV."),
  recipients: z
    .array(email.transform((text) => text.toLowerCase()))
    .min(1, "Name a recipient.")
    .max(50)
    .describe("Reports of engineers and viewers go to themselves alone."),
}

export const reportInput = z
  .strictObject({ ...fields, hour: fields.hour.default(8), csv: fields.csv.default(false) })
  .meta({ id: "ReportInput" })
export type ReportInput = z.output<typeof reportInput>

/** What is left out stays. */
export const reportChange = z.strictObject(fields).partial().meta({ id: "ReportChange" })
export type ReportChange = z.output<typeof reportChange>

export const DELIVERY_STATES = ["due", "sending", "sent", "failed", "unknown"] as const

export const reportSchedule = z
  .object({
    id: z.int(),
    name: z.string(),
    page: z.enum(MAILED_PAGES),
    query: z.string(),
    every: z.enum(EVERY),
    hour: z.int(),
    csv: z.boolean(),
    recipients: z.array(z.string()),
    created_by: z.string().nullable(),
    own: z.boolean().describe("The asker made it."),
    paused_because: z.string().nullable(),
    next_at: z.string().describe("When the next one is due."),
    last: z
      .object({
        from: z.string(),
        to: z.string(),
        letters: z.array(
          z.object({
            recipient: z.string(),
            state: z
              .enum(DELIVERY_STATES)
              .describe(
                "unknown: the server fell silent after the letter was handed over. It is not sent again by itself.",
              ),
            at: z.string(),
            fault: z.string().nullable(),
          }),
        ),
      })
      .nullable(),
  })
  .meta({ id: "ReportSchedule" })
export type ReportSchedule = z.output<typeof reportSchedule>

export const reportsAnswer = z.object({
  reports: z.array(reportSchedule),
  can_mail: z.boolean().describe("False: no mail is set up, and nothing is sent."),
})
export type ReportsAnswer = z.output<typeof reportsAnswer>
export const reportParams = z.strictObject({ id: z.coerce.number().int().min(1).max(2_147_483_647) })
export const sendQuery = z.strictObject({
  to: z
    .enum(["all", "me"])
    .default("all")
    .describe("all: recipients who have not had it. me: the asker alone, though they had it already."),
})
export type SendTo = z.output<typeof sendQuery>["to"]
export const unsubscribeQuery = z.strictObject({ token: z.string().max(600) })
