import * as z from "zod"
import type { ChainedEntry } from "@/lib/auth/audit-chain"
import type { AuditEntry } from "@/lib/auth/audit-schema"

export const auditRow = z.object({
  org_id: z.int(),
  id: z.int(),
  at: z.date(),
  actor_kind: z.enum(["user", "key", "system"]),
  actor_id: z.int().nullable(),
  actor_name: z.string(),
  address: z.string().nullable(),
  action: z.string(),
  subject: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  previous_hash: z.instanceof(Uint8Array),
  hash: z.instanceof(Uint8Array),
})
export type AuditRow = z.output<typeof auditRow>

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex")
}

/** The part of a row that its hash covers. */
export function chainedOf(row: AuditRow): ChainedEntry {
  const { org_id: orgId, id, at, address, action, subject, before, after } = row
  const who = { actorKind: row.actor_kind, actorId: row.actor_id, actorName: row.actor_name }
  return { orgId, id, at, ...who, address, action, subject, before: before ?? null, after: after ?? null }
}

export function toAuditEntry(row: AuditRow): AuditEntry {
  const { id, address, action, subject, before, after } = row
  return {
    id,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    address,
    action,
    subject,
    before: before ?? null,
    after: after ?? null,
    previous_hash: hexOf(row.previous_hash),
    hash: hexOf(row.hash),
  }
}
