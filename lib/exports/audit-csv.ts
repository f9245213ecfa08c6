import "server-only"
import type { AuditEntry, AuditFilter } from "@/lib/auth/audit-schema"
import { auditPages } from "@/lib/auth/audit-trail"
import type { Scope } from "@/lib/auth/scope"
import { csvLine, figureCell, textCell } from "@/lib/http/csv"
import { BOM, CSV_TYPE } from "./spend-csv"
import type { ExportFile } from "./stream"

const HEADER = [
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

function jsonCell(value: unknown): string {
  return textCell(value === null ? null : JSON.stringify(value))
}

function lineOf(entry: AuditEntry): string {
  const { id, at, actor, address, action, subject, before, after, previous_hash, hash } = entry
  const words = [actor.name, address, action, subject].map(textCell)
  const who = [actor.kind, figureCell(actor.id)]
  return csvLine([
    figureCell(id),
    at,
    ...who,
    ...words,
    jsonCell(before),
    jsonCell(after),
    previous_hash,
    hash,
  ])
}

/**
 * All entries of the trail that match, the newest first. Entries are only ever added, so pages by number are
 * one state of it. Throws `invalid` for a filter that cannot be read.
 */
export async function auditCsv(scope: Scope, filter: AuditFilter): Promise<ExportFile> {
  const pages = auditPages(scope, filter)
  const first = await pages.next()
  return {
    name: "audit.csv",
    type: CSV_TYPE,
    subject: "audit trail",
    asked: { ...filter },
    async *chunks() {
      yield BOM + csvLine(HEADER)
      for (let page = first; !page.done; page = await pages.next()) yield page.value.map(lineOf).join("")
    },
  }
}
