"use client"

import { useMemo } from "react"
import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { TextLink } from "@/components/ui/text-link"
import type { AuditEntry } from "@/lib/auth/audit-schema"
import { formatInstant } from "@/lib/time-format"
import { auditChanges, changeText } from "./audit-changes"

const SHOWN = 3
const MAX_TEXT = 60

export const entryHref = ({ id }: Pick<AuditEntry, "id">) => `/settings/audit/${id}`

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}

function Changes({ entry: { before, after } }: { entry: AuditEntry }) {
  const lines = auditChanges(before, after).map(changeText)
  if (lines.length === 0) return <span className="text-ink-3">–</span>
  const rest = lines.length - SHOWN
  return (
    <span className="block min-w-64 py-1 whitespace-normal">
      {lines.slice(0, SHOWN).map((line) => (
        <span key={line} className="block wrap-anywhere">
          {cut(line)}
        </span>
      ))}
      {rest > 0 && <span className="text-ink-3">and {rest} more</span>}
    </span>
  )
}

function columnsFor(zone: string): Column<AuditEntry>[] {
  return [
    {
      id: "at",
      header: "Time",
      align: "left",
      cell: (entry) => (
        <TextLink href={entryHref(entry)} prefetch={false}>
          {formatInstant(new Date(entry.at), zone)}
        </TextLink>
      ),
    },
    { id: "actor", header: "Who", align: "left", cell: ({ actor }) => actor.name },
    { id: "action", header: "Action", align: "left", cell: ({ action }) => action },
    {
      id: "subject",
      header: "Subject",
      align: "left",
      cell: ({ subject }) => cut(subject),
    },
    {
      id: "changes",
      header: "What changed",
      align: "left",
      phone: "hidden",
      cell: (entry) => <Changes entry={entry} />,
    },
    {
      id: "address",
      header: "Address",
      align: "left",
      phone: "hidden",
      cell: ({ address }) => address ?? "–",
    },
  ]
}

const idOf = ({ id }: AuditEntry) => String(id)

export interface AuditTableProps {
  entries: readonly AuditEntry[]
  zone: string
}

/** A page of the trail, the newest entry first. */
export function AuditTable({ entries, zone }: AuditTableProps) {
  const columns = useMemo(() => columnsFor(zone), [zone])
  return (
    <DataTable
      label="Audit trail"
      columns={columns}
      rows={entries}
      rowId={idOf}
      rowHref={entryHref}
      density="comfortable"
    />
  )
}
