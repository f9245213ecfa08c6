import * as z from "zod"

export const SEVERITIES = ["info", "warning", "critical"] as const
export const MESSAGE_STATES = ["triggered", "acknowledged", "resolved"] as const

/** What an endpoint is told, before a channel words it. Texts are plain: each channel makes them inert. */
export const alertMessage = z.strictObject({
  title: z.string().min(1).max(200),
  sentence: z.string().max(2_000),
  facts: z.array(z.strictObject({ name: z.string().max(80), value: z.string().max(400) })).max(10),
  /** A page of Tollgate. */
  path: z
    .string()
    .regex(/^\/(?!\/)/)
    .max(2_000)
    .nullable(),
  severity: z.enum(SEVERITIES),
  /** Messages of one matter share it: what triggers, acknowledges and resolves it. */
  dedup_key: z.string().min(1).max(200),
  state: z.enum(MESSAGE_STATES),
  at: z.iso.datetime(),
})
export type AlertMessage = z.output<typeof alertMessage>
