import "server-only"
import { recordAudit } from "@/lib/auth/audit"
import type { AuditEntry, AuditFilter } from "@/lib/auth/audit-schema"
import { auditPages } from "@/lib/auth/audit-trail"
import type { Scope } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { transaction } from "@/lib/db/query"

type Cells = readonly (string | number | null)[]

const HEADER: Cells = [
  "number",
  "time",
  "actor_kind",
  "actor_id",
  "actor",
  "address",
  "action",
  "subject",
  "before",
  "after",
  "previous_hash",
  "hash",
]

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))

function cellsOf(entry: AuditEntry): Cells {
  const { id, at, actor, address, action, subject, before, after, previous_hash, hash } = entry
  const who = [actor.kind, actor.id, actor.name, address]
  return [id, at, ...who, action, subject, json(before), json(after), previous_hash, hash]
}

/** The lines of all entries that match, the newest first, header included. The export stands in the trail. */
export async function exportAudit(scope: Scope, filter: AuditFilter): Promise<AsyncGenerator<Cells>> {
  const pages = auditPages(scope, filter)
  // Read before anything is sent or written, so that a wrong filter is refused as such.
  const first = await pages.next()
  await transaction(
    (on) => recordAudit(on, scope, { action: "audit.export", subject: "audit trail", after: filter }),
    accountPool(),
  )
  return (async function* () {
    yield HEADER
    for (let page = first; !page.done; page = await pages.next())
      for (const entry of page.value) yield cellsOf(entry)
  })()
}
