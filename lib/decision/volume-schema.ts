import * as z from "zod"

/** Numbers as they were typed; empty where nothing was. */
export const volumeSchema = z.object({
  family: z.string(),
  model: z.string(),
  calls: z.string(),
  input: z.string().describe("Millions of tokens a month, cached ones among them."),
  cached: z.string().describe("Percent of the input that a cache answers."),
  output: z.string().describe("Millions of tokens a month."),
})

/** What somebody expects to send in a month of one family's model. */
export type Volume = z.output<typeof volumeSchema>
