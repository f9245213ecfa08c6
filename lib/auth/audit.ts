import "server-only"
import * as z from "zod"
import { entryHash, NO_HASH } from "@/lib/auth/audit-chain"
import { auditValue } from "@/lib/auth/audit-values"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"

export interface AuditChange {
  /** What was done: a noun and a verb, such as `budget.update`. */
  action: string
  /** What it was done to, in words that still say something when it is gone: `key 12 checkout-service`. */
  subject: string
  /** Null or left out for what is new. */
  before?: unknown
  /** Null or left out for what is gone. */
  after?: unknown
}

const MAX_SUBJECT = 300
const headRow = z.object({ id: z.int(), hash: z.instanceof(Uint8Array) })
const nameRow = z.object({ name: z.string() })

/** Who asks, in a word that still says something when they are gone. */
export async function actorName(connection: Connection, { orgId, actor }: Scope): Promise<string> {
  if (actor.kind === "system") return actor.job
  const statement =
    actor.kind === "user"
      ? Prisma.sql`select a.email as name from account a where a.id = ${actor.userId}`
      : Prisma.sql`select k.name from api_key k where k.org_id = ${orgId} and k.id = ${actor.keyId}`
  const [row] = await query(statement, nameRow, { on: connection })
  return row?.name ?? `${actor.kind} that is gone`
}

function actorId({ actor }: Scope): number | null {
  if (actor.kind === "system") return null
  return actor.kind === "user" ? actor.userId : actor.keyId
}

/** The end of the organisation's chain, locked until the caller's transaction ends. */
async function lockHead(connection: Connection, orgId: number) {
  const [head] = await query(
    Prisma.sql`
      insert into audit_head (org_id, id, hash) values (${orgId}, 0, ${NO_HASH})
      on conflict (org_id) do update set id = audit_head.id
      returning id, hash`,
    headRow,
    { on: connection },
  )
  if (!head) throw new Error("The end of the audit trail could not be locked.")
  return head
}

/**
 * Adds an entry to the organisation's trail, inside the caller's transaction: a change and its entry are
 * kept together or not at all. Writers of one organisation follow one another from here to their commit,
 * so call it last. What looks like a secret is not kept.
 */
export async function recordAudit(
  connection: Connection,
  scope: Scope,
  { action, subject, before, after }: AuditChange,
): Promise<void> {
  const { orgId } = scope
  const name = await actorName(connection, scope)
  const head = await lockHead(connection, orgId)
  const entry = {
    orgId,
    id: head.id + 1,
    at: new Date(),
    actorKind: scope.actor.kind,
    actorId: actorId(scope),
    actorName: name,
    address: scope.address,
    action,
    subject: String(auditValue(subject)).slice(0, MAX_SUBJECT),
    before: auditValue(before),
    after: auditValue(after),
  }
  const hash = entryHash(head.hash, entry)
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  await execute(
    Prisma.sql`
      insert into audit_entry (org_id, id, at, actor_kind, actor_id, actor_name, address, action, subject,
        before, after, previous_hash, hash)
      values (${orgId}, ${entry.id}, ${entry.at}, ${entry.actorKind}, ${entry.actorId}, ${name},
        ${entry.address}, ${action}, ${entry.subject}, ${json(entry.before)}::jsonb, ${json(entry.after)}::jsonb,
        ${head.hash}, ${hash})`,
    { on: connection },
  )
  await execute(Prisma.sql`update audit_head set id = ${entry.id}, hash = ${hash} where org_id = ${orgId}`, {
    on: connection,
  })
}
