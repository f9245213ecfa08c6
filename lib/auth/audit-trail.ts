import "server-only"
import * as z from "zod"
import { auditRow, toAuditEntry } from "@/lib/auth/audit-rows"
import type { AuditAnswer, AuditEntry, AuditFilter, AuditQuery } from "@/lib/auth/audit-schema"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { parseLocalOrInstant } from "@/lib/time"

function endOf(field: "from" | "to", text: string | undefined, zone: string): Date | null {
  if (!text) return null
  try {
    return parseLocalOrInstant(text, zone)
  } catch (cause) {
    const detail = `${field} is a date such as 2026-11-19 or an instant such as 2026-11-19T10:00:00Z.`
    throw new AppError("invalid", detail, { cause, errors: [{ pointer: field, detail }] })
  }
}

/** Null for a text that narrows nothing. */
function given(text: string | undefined): string | null {
  return text ? text.toLowerCase() : null
}

/** Entries of the organisation's trail, the newest first. Throws `invalid` for an unreadable date. */
export async function listAudit(scope: Scope, asked: AuditQuery): Promise<AuditAnswer> {
  const { orgId } = scope
  const { zone } = await getOrganisation(scope)
  const [from, to] = [endOf("from", asked.from, zone), endOf("to", asked.to, zone)]
  const [actor, action, subject] = [given(asked.actor), given(asked.action), given(asked.subject)]
  const rows = await ownRows(
    orgId,
    Prisma.sql`
      select e.* from audit_entry e
      where e.org_id = ${orgId}
        and (${asked.before ?? null}::integer is null or e.id < ${asked.before ?? null})
        and (${from}::timestamptz is null or e.at >= ${from})
        and (${to}::timestamptz is null or e.at < ${to})
        and (${actor}::text is null or position(${actor} in lower(e.actor_name)) > 0)
        and (${action}::text is null or e.action = ${action} or starts_with(e.action, ${action} || '.'))
        and (${subject}::text is null or position(${subject} in lower(e.subject)) > 0)
      order by e.id desc
      limit ${asked.limit + 1}`,
    auditRow,
    { pool: accountPool() },
  )
  const page = rows.slice(0, asked.limit)
  const last = page.at(-1)
  return {
    entries: page.map(toAuditEntry),
    next_before: rows.length > asked.limit && last ? last.id : null,
  }
}

/** Throws `not_found` for an entry of nobody or of somebody else. */
export async function getAuditEntry({ orgId }: Scope, id: number): Promise<AuditEntry> {
  const [row] = await ownRows(
    orgId,
    Prisma.sql`select e.* from audit_entry e where e.org_id = ${orgId} and e.id = ${id}`,
    auditRow,
    { pool: accountPool() },
  )
  if (!row) throw new AppError("not_found", "There is no such entry.")
  return toAuditEntry(row)
}

const actionRow = z.object({ action: z.string() })

/** Every action that the trail holds, in order. */
export async function auditActions({ orgId }: Scope): Promise<string[]> {
  const rows = await ownRows(
    orgId,
    Prisma.sql`select distinct e.action from audit_entry e where e.org_id = ${orgId} order by e.action`,
    actionRow,
    { pool: accountPool() },
  )
  return rows.map(({ action }) => action)
}

const PAGE = 1_000

/** The pages of all entries that match, the newest first, each read when the one before is taken. */
export async function* auditPages(scope: Scope, filter: AuditFilter): AsyncGenerator<AuditEntry[]> {
  let before: number | undefined
  do {
    const page = await listAudit(scope, { ...filter, before, limit: PAGE })
    if (page.entries.length > 0) yield page.entries
    before = page.next_before ?? undefined
  } while (before !== undefined)
}
