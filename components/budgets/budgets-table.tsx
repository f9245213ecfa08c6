"use client"

import { AskButton } from "@/components/settings/ask-button"
import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { Budget } from "@/lib/budgets/schema"
import type { BudgetStatus } from "@/lib/budgets/status-schema"
import { BudgetButton, type BudgetContext } from "./budget-button"
import { STATE_KINDS } from "./budget-words"
import { Meter } from "./meter"

/** A budget as its row says it. */
export interface BudgetLine {
  budget: Budget
  status: Pick<BudgetStatus, "state" | "percent">
  /** How deep it stands under others. */
  depth: number
  scope: string
  href: string | null
  spent: string
  share: string
  pace: string
  limit: string
  stateText: string
}

function Actions({ line: { budget }, context }: { line: BudgetLine; context: BudgetContext }) {
  return (
    <span className="inline-flex gap-3">
      <BudgetButton {...context} budget={budget} word="Change" title={`Change ${budget.name}`} />
      <AskButton
        word="Delete"
        title={`Delete ${budget.name}`}
        description="Its limit, thresholds and increases go. Spend stays what it is."
        action="Delete budget"
        path={`/api/v1/budgets/${budget.slug}`}
      />
    </span>
  )
}

function Name({ line: { budget, href, depth, scope } }: { line: BudgetLine }) {
  return (
    <span
      className="flex flex-wrap gap-x-2 wrap-anywhere whitespace-normal"
      style={{ paddingLeft: depth * 16 }}
    >
      {href ? <TextLink href={href}>{budget.name}</TextLink> : <span>{budget.name}</span>}
      <span className="text-xs text-ink-3">{scope}</span>
    </span>
  )
}

function columnsFor(context: BudgetContext | null): Column<BudgetLine>[] {
  const columns: Column<BudgetLine>[] = [
    { id: "budget", header: "Budget", align: "left", cell: (line) => <Name line={line} /> },
    {
      id: "meter",
      header: "Of the limit",
      align: "left",
      phone: "hidden",
      cell: ({ status }) => <Meter {...status} />,
    },
    { id: "spent", header: "Spent", cell: ({ spent }) => spent },
    { id: "share", header: "%", phone: "hidden", cell: ({ share }) => share },
    { id: "pace", header: "Pace", phone: "hidden", cell: ({ pace }) => pace },
    { id: "limit", header: "Limit", phone: "hidden", cell: ({ limit }) => limit },
    {
      id: "state",
      header: "State",
      align: "left",
      cell: ({ status, stateText }) => <Status kind={STATE_KINDS[status.state]}>{stateText}</Status>,
    },
  ]
  if (!context) return columns
  return [
    ...columns,
    { id: "change", header: "Change", cell: (line) => <Actions line={line} context={context} /> },
  ]
}

const idOf = ({ budget }: BudgetLine) => budget.slug

/** Budgets, those that stand under others below them. */
export function BudgetsTable({
  lines,
  context,
}: {
  lines: readonly BudgetLine[]
  context: BudgetContext | null
}) {
  return <DataTable label="Budgets" columns={columnsFor(context)} rows={lines} rowId={idOf} />
}
