"use client"

import { AskButton } from "@/components/settings/ask-button"
import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { TextLink } from "@/components/ui/text-link"
import { formatCount } from "@/lib/money-format"

/** A bill as its row says it. */
export interface BillLineRow {
  id: number
  name: string
  href: string
  providers: string
  format: string
  days: string
  amount: string
  /** On how many of its days it counts. */
  counts: string
  /** Newer bills are there for all of its days. */
  isOver: boolean
  unread: number
  when: string
}

const COLUMNS: Column<BillLineRow>[] = [
  {
    id: "bill",
    header: "Bill",
    align: "left",
    cell: ({ name, href }) => (
      <span className="block max-w-48 truncate">
        <TextLink href={href} prefetch={false} title={name}>
          {name}
        </TextLink>
      </span>
    ),
  },
  { id: "providers", header: "Provider", align: "left", phone: "hidden", cell: ({ providers }) => providers },
  { id: "days", header: "Days", align: "left", cell: ({ days }) => days },
  { id: "amount", header: "Amount", cell: ({ amount }) => amount },
  {
    id: "counts",
    header: "Days that count",
    align: "left",
    phone: "hidden",
    cell: ({ counts, isOver }) => (isOver ? <span className="text-ink-3">none, newer ones do</span> : counts),
  },
  {
    id: "unread",
    header: "Rows not read",
    phone: "hidden",
    cell: ({ unread }) => (unread > 0 ? formatCount(unread) : <span className="text-ink-3">0</span>),
  },
  { id: "when", header: "Imported", align: "left", phone: "hidden", cell: ({ when }) => when },
]

const DELETE: Column<BillLineRow> = {
  id: "delete",
  header: "Delete",
  phone: "hidden",
  cell: ({ id, name }) => (
    <AskButton
      word="Delete"
      title={`Delete ${name}`}
      description="Its lines go with it. An older bill of the same days counts again."
      action="Delete bill"
      path={`/api/v1/imports/${id}`}
    />
  ),
}

const idOf = ({ id }: BillLineRow) => String(id)

/** Imported bills, the newest first. */
export function BillsTable({ lines, mayDelete }: { lines: readonly BillLineRow[]; mayDelete: boolean }) {
  return (
    <DataTable label="Bills" columns={mayDelete ? [...COLUMNS, DELETE] : COLUMNS} rows={lines} rowId={idOf} />
  )
}
