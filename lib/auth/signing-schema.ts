import * as z from "zod"

const OVERLAPS = ["now", "1h", "24h", "7d"] as const

/** How long the former secret goes on beside the one that takes its place. */
export const OVERLAP_MS: Readonly<Record<(typeof OVERLAPS)[number], number>> = {
  now: 0,
  "1h": 3_600_000,
  "24h": 86_400_000,
  "7d": 7 * 86_400_000,
}

export const rotateSecretInput = z
  .strictObject({
    overlap: z.enum(OVERLAPS).default("24h").describe("So long the former secret signs too."),
  })
  .meta({ id: "RotateSecret" })
export type RotateSecretInput = z.output<typeof rotateSecretInput>

export const signingSecret = z.object({
  secret: z.string().describe("Signs what is sent, after Standard Webhooks. Shown this once."),
  former_until: z
    .string()
    .nullable()
    .describe("Until then requests carry the former secret's signature too."),
})
export type SigningSecret = z.output<typeof signingSecret>
