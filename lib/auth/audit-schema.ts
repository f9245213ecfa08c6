import * as z from "zod"

const MOST = 1_000
const MAX_ID = 2_147_483_647

const text = z.string().trim().max(300).optional()

/** What a list of the trail is narrowed to; an empty text narrows nothing. */
export const auditFilter = z.object({
  actor: text.meta({ description: "Part of the name of whoever did it." }),
  action: text.meta({ description: "`key.rotate`, or `key` for all that was done to keys." }),
  subject: text.meta({ description: "Part of what it was done to." }),
  from: text.meta({ description: "An instant, or a local date of the organisation's zone." }),
  to: text.meta({ description: "As from; entries before it." }),
})
export type AuditFilter = z.output<typeof auditFilter>

export const auditQuery = auditFilter
  .extend({
    before: z.coerce.number().int().min(1).max(MAX_ID).optional().meta({
      description: "Entries with a smaller number: next_before of the page before.",
    }),
    limit: z.coerce.number().int().min(1).max(MOST).default(100),
  })
  .strict()
export type AuditQuery = z.output<typeof auditQuery>

export const auditExportQuery = auditFilter.strict()

export const auditEntry = z
  .object({
    id: z.int(),
    at: z.string(),
    actor: z.object({
      kind: z.enum(["user", "key", "system"]),
      id: z.int().nullable(),
      name: z.string(),
    }),
    address: z.string().nullable(),
    action: z.string(),
    subject: z.string(),
    before: z.unknown(),
    after: z.unknown(),
    previous_hash: z.string(),
    hash: z.string().meta({ description: "SHA-256 over the hash before and this entry." }),
  })
  .meta({ id: "AuditEntry" })
export type AuditEntry = z.output<typeof auditEntry>

export const auditAnswer = z.object({
  entries: z.array(auditEntry),
  next_before: z.int().nullable().meta({ description: "Null: no older ones." }),
})
export type AuditAnswer = z.output<typeof auditAnswer>

export const auditParams = z.strictObject({ id: z.coerce.number().int().min(1).max(MAX_ID) })

export const auditState = z
  .object({
    entries: z.int(),
    hash: z.string().nullable().meta({
      description: "Of the last entry. Whoever keeps it elsewhere can prove that nothing before it changed.",
    }),
    verified_id: z.int().nullable().meta({ description: "The last entry of the last whole check." }),
    verified_at: z.string().nullable(),
    checking_id: z.int().nullable().meta({ description: "How far the check under way has come." }),
    broken: z.object({ id: z.int(), at: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: "AuditState" })
export type AuditState = z.output<typeof auditState>
