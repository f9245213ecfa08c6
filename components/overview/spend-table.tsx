"use client"

import { useMemo } from "react"
import type { RowBudget } from "@/components/budgets/budget-notices"
import { DataTable } from "@/components/tables/data-table"
import type { SpendLine, SpendLines } from "@/lib/spend/spend-lines"
import { breakdownColumns, groupColumns } from "./group-columns"

export interface SpendTableProps extends SpendLines {
  label: string
  /** The bucket of the courses: `day`. */
  per: string
  /** `whole` has every column and can be sorted; `half` is one of two side by side. */
  size: "whole" | "half"
  /** The page's main table: it has the address's plain `sort`, and a Columns menu under this name. */
  name?: string
  /** Budgets of rows, by the row's id. */
  budgets?: Readonly<Record<string, RowBudget>>
}

const MOST_FIRST = { id: "billed", descending: true }
const idOf = (line: SpendLine) => line.id
const hrefOf = (line: SpendLine) => line.href
const isLast = (line: SpendLine) => line.kind !== "entity"
const isMuted = (line: SpendLine) => line.kind === "other" || line.kind === "unpriced"

/** Spend by one dimension. A press on a row narrows the page to it. */
export function SpendTable({ label, per, size, name, lines, total, budgets, ...context }: SpendTableProps) {
  const { dimension, currency, unfinished, compares } = context
  const columns = useMemo(() => {
    const given = { dimension, currency, unfinished, compares }
    return size === "whole" ? groupColumns(given, per, budgets) : breakdownColumns(given, per)
  }, [size, per, dimension, currency, unfinished, compares, budgets])
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={lines}
      total={total}
      rowId={idOf}
      rowHref={hrefOf}
      last={isLast}
      muted={isMuted}
      defaultSort={MOST_FIRST}
      sortParam={name ? "sort" : `sort_${dimension}`}
      {...(name ? { name } : {})}
    />
  )
}
