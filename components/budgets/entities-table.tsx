"use client"

import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { Status } from "@/components/ui/status"
import type { BudgetEntity, BudgetStatus } from "@/lib/budgets/status-schema"
import { formatMoney } from "@/lib/money-format"
import { dimensionLabel, UNATTRIBUTED } from "@/lib/spend/filter"
import { STATE_KINDS, stateWords } from "./budget-words"
import { Meter } from "./meter"

export interface EntitiesTableProps {
  status: Pick<BudgetStatus, "each" | "currency">
  entities: readonly BudgetEntity[]
}

function columnsFor({ each, currency }: EntitiesTableProps["status"]): Column<BudgetEntity>[] {
  const money = (amount: string | null) => (amount === null ? "–" : formatMoney(amount, currency))
  return [
    {
      id: "entity",
      header: dimensionLabel(each ?? "user"),
      align: "left",
      cell: ({ key }) => key ?? UNATTRIBUTED,
    },
    {
      id: "meter",
      header: "Of the limit",
      align: "left",
      phone: "hidden",
      cell: (entity) => <Meter {...entity} />,
    },
    { id: "spent", header: "Spent", cell: ({ spent }) => money(spent) },
    { id: "left", header: "Left", phone: "hidden", cell: ({ remaining }) => money(remaining) },
    { id: "share", header: "%", cell: ({ percent }) => (percent === null ? "–" : `${percent}%`) },
    {
      id: "state",
      header: "State",
      align: "left",
      cell: (entity) => <Status kind={STATE_KINDS[entity.state]}>{stateWords(entity)}</Status>,
    },
  ]
}

const idOf = ({ key }: BudgetEntity) => (key === null ? "~" : `=${key}`)

/** Where each entity of a fan-out stands, largest first. */
export function EntitiesTable({ status, entities }: EntitiesTableProps) {
  return <DataTable label="Entities" columns={columnsFor(status)} rows={entities} rowId={idOf} />
}
