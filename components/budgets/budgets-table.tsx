"use client"

import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { BudgetRow } from "./budget-line"
import { Meter } from "./meter"
import { STATE_KINDS } from "./state-kinds"

function Name({ line: { name, href, depth, scope } }: { line: BudgetRow }) {
  return (
    <span
      className="flex flex-wrap gap-x-2 py-1 wrap-anywhere whitespace-normal"
      style={{ paddingLeft: depth * 16 }}
    >
      <TextLink quiet href={href} scroll={false}>
        {name}
      </TextLink>
      <span className="text-xs text-ink-3">{scope}</span>
    </span>
  )
}

const COLUMNS: readonly Column<BudgetRow>[] = [
  { id: "budget", header: "Budget", align: "left", cell: (line) => <Name line={line} /> },
  {
    id: "meter",
    header: "Spent and forecast",
    align: "left",
    phone: "hidden",
    cell: ({ percent, ahead, kind, entities }) =>
      entities === null ? (
        <Meter percent={percent} ahead={ahead} state={kind} />
      ) : (
        <span className="text-ink-2">{entities}</span>
      ),
  },
  { id: "spent", header: "Spent", cell: ({ spent }) => spent },
  { id: "share", header: "Of limit", phone: "hidden", cell: ({ share }) => share },
  { id: "pace", header: "Pace", phone: "hidden", cell: ({ pace }) => pace },
  { id: "forecast", header: "Forecast", phone: "hidden", cell: ({ forecast }) => forecast },
  { id: "limit", header: "Limit", phone: "hidden", cell: ({ limit }) => limit },
  {
    id: "state",
    header: "State",
    align: "left",
    cell: ({ kind, stateText }) => <Status kind={STATE_KINDS[kind]}>{stateText}</Status>,
  },
]

const idOf = ({ slug }: BudgetRow) => slug
const hrefOf = ({ href }: BudgetRow) => href

export interface BudgetsTableProps {
  label?: string
  lines: readonly BudgetRow[]
  selected?: string | null
}

/** Budgets, those that stand under others below them. */
export function BudgetsTable({ label = "Budgets", lines, selected = null }: BudgetsTableProps) {
  return (
    <DataTable
      label={label}
      columns={COLUMNS}
      rows={lines}
      rowId={idOf}
      rowHref={hrefOf}
      selectedId={selected}
    />
  )
}
