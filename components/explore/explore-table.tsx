"use client"

import { useMemo } from "react"
import { DataTable } from "@/components/tables/data-table"
import type { ExploreLine, ExploreLines } from "@/lib/spend/explore-lines"
import type { SpendLine } from "@/lib/spend/spend-lines"
import { exploreColumns } from "./explore-columns"

export interface ExploreTableProps extends ExploreLines {
  label: string
  /** Of the names' column: `Feature, model`. */
  head: string
  /** The bucket of the courses: `day`. */
  per: string
}

const MOST_FIRST = { id: "billed", descending: true }
const idOf = (line: SpendLine) => line.id
const nameOf = (line: SpendLine) => line.name
const hrefOf = (line: SpendLine) => line.href
const isLast = (line: SpendLine) => line.kind !== "entity"
const isMuted = (line: SpendLine) => line.kind === "other" || line.kind === "unpriced"
const withinOf = (line: SpendLine) => ("within" in line ? (line as ExploreLine).within : [])

/** The rows of a view; with a second dimension each opens to what it is made of. */
export function ExploreTable({ label, head, per, lines, total, ...context }: ExploreTableProps) {
  const { currency, unfinished, compares } = context
  const columns = useMemo(
    () => exploreColumns({ currency, unfinished, compares }, head, per),
    [currency, unfinished, compares, head, per],
  )
  return (
    <DataTable<SpendLine>
      label={label}
      name="explore"
      columns={columns}
      rows={lines}
      total={total}
      rowId={idOf}
      nameOf={nameOf}
      rowHref={hrefOf}
      within={withinOf}
      last={isLast}
      muted={isMuted}
      defaultSort={MOST_FIRST}
    />
  )
}
