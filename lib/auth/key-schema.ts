import * as z from "zod"
import { KEY_SCOPES } from "@/lib/auth/scope"

const expiry = z.iso.datetime({ offset: true }).nullable().optional()

export const keyInput = z
  .strictObject({
    name: z.string().trim().min(1, "Give the key a name.").max(80),
    environment: z
      .string()
      .regex(/^[a-z0-9]{1,20}$/, "Use up to 20 small letters and digits, such as live or test.")
      .default("live"),
    scopes: z
      .array(z.enum(KEY_SCOPES))
      .min(1, "Choose at least one scope.")
      .transform((scopes) => [...new Set(scopes)]),
    source: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .optional()
      .meta({ description: "The source that events sent with this key belong to; made when new." }),
    expires_at: expiry,
  })
  .meta({ id: "KeyInput" })
export type KeyInput = z.output<typeof keyInput>
export type KeyForm = z.input<typeof keyInput>

/** How long a key goes on beside the one that takes its place. */
export const OVERLAPS = ["now", "1m", "15m", "1h", "6h", "24h"] as const
export type Overlap = (typeof OVERLAPS)[number]

export const OVERLAP_MS: Readonly<Record<Overlap, number>> = {
  now: 0,
  "1m": 60_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "6h": 21_600_000,
  "24h": 86_400_000,
}

export const rotateInput = z
  .strictObject({
    overlap: z
      .enum(OVERLAPS, `Choose one of ${OVERLAPS.join(", ")}.`)
      .meta({ description: "How long the old key goes on." }),
    expires_at: expiry.meta({ description: "Of the new key. Left out: as long as the old one was given." }),
  })
  .meta({ id: "RotateInput" })
export type RotateInput = z.output<typeof rotateInput>

export const keySummary = z
  .object({
    id: z.int(),
    name: z.string(),
    environment: z.string(),
    /** The start and the last characters, never the secret. */
    shown: z.string().meta({ example: "tg_live_4f9aK2mQ7xZp_…b3Xd" }),
    scopes: z.array(z.enum(KEY_SCOPES)),
    scopes_now: z.array(z.enum(KEY_SCOPES)).meta({
      description: "What it may do today: reading and managing end when its maker loses that right.",
    }),
    source: z.object({ id: z.int(), name: z.string() }).nullable(),
    created_by: z
      .object({ name: z.string(), is_member: z.boolean() })
      .nullable()
      .meta({ description: "Null for a key that no person made." }),
    created_at: z.string(),
    last_used_at: z.string().nullable(),
    last_used_address: z.string().nullable(),
    expires_at: z.string().nullable(),
    revoked_at: z.string().nullable(),
    replaced_by: z.int().nullable().meta({ description: "The key that took its place." }),
  })
  .meta({ id: "Key" })
export type KeySummary = z.output<typeof keySummary>

export const createdKey = keySummary
  .extend({ key: z.string().meta({ description: "The key itself, shown this once." }) })
  .meta({ id: "CreatedKey" })
export type CreatedKey = z.output<typeof createdKey>
