import * as z from "zod"
import { KEY_SCOPES } from "@/lib/auth/scope"

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
    expires_at: z.iso.datetime({ offset: true }).nullable().optional(),
  })
  .meta({ id: "KeyInput" })
export type KeyInput = z.output<typeof keyInput>
export type KeyForm = z.input<typeof keyInput>

export const keySummary = z
  .object({
    id: z.int(),
    name: z.string(),
    environment: z.string(),
    /** The start and the last characters, never the secret. */
    shown: z.string().meta({ example: "tg_live_4f9aK2mQ7xZp_…b3Xd" }),
    scopes: z.array(z.enum(KEY_SCOPES)),
    source: z.object({ id: z.int(), name: z.string() }).nullable(),
    created_at: z.string(),
    last_used_at: z.string().nullable(),
    expires_at: z.string().nullable(),
    revoked_at: z.string().nullable(),
  })
  .meta({ id: "Key" })
export type KeySummary = z.output<typeof keySummary>

export const createdKey = keySummary
  .extend({ key: z.string().meta({ description: "The key itself, shown this once." }) })
  .meta({ id: "CreatedKey" })
export type CreatedKey = z.output<typeof createdKey>
