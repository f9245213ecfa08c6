"use client"

import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"

/** A line of a bill as its row says it. */
export interface BillLineText {
  id: number
  dayText: string
  provider: string
  account: string
  model: string
  kind: string
  item: string
  amount: string
  exact: string
  requests: string
  tokens: string
}

const COLUMNS: Column<BillLineText>[] = [
  { id: "line-day", header: "Day", align: "left", cell: ({ dayText }) => dayText },
  {
    id: "line-provider",
    header: "Provider",
    align: "left",
    phone: "hidden",
    cell: ({ provider }) => provider,
  },
  { id: "line-account", header: "Account", align: "left", phone: "hidden", cell: ({ account }) => account },
  {
    id: "line-model",
    header: "Model",
    align: "left",
    cell: ({ model }) => (
      <span className="block max-w-56 truncate" title={model}>
        {model}
      </span>
    ),
  },
  { id: "line-kind", header: "Kind", align: "left", phone: "hidden", cell: ({ kind }) => kind },
  {
    id: "line-item",
    header: "Item",
    align: "left",
    phone: "hidden",
    cell: ({ item }) => (
      <span className="block max-w-64 truncate" title={item}>
        {item}
      </span>
    ),
  },
  { id: "line-requests", header: "Calls", phone: "hidden", cell: ({ requests }) => requests },
  { id: "line-tokens", header: "Tokens", phone: "hidden", cell: ({ tokens }) => tokens },
  { id: "line-amount", header: "Amount", cell: ({ amount, exact }) => <span title={exact}>{amount}</span> },
]

const idOf = ({ id }: BillLineText) => String(id)

/** What a bill says, line by line. */
export function BillLinesTable({ lines }: { lines: readonly BillLineText[] }) {
  return <DataTable label="Lines of the bill" columns={COLUMNS} rows={lines} rowId={idOf} />
}
