"use client"

import { useMemo } from "react"
import { DataTable } from "@/components/tables/data-table"
import type { ChangeLine, ChangeLines } from "@/lib/spend/change-lines"
import { changeColumns } from "./change-columns"

export interface ChangeTableProps extends ChangeLines {
  label: string
  /** Of the names' column: `Team`. */
  head: string
  currency: string
}

const idOf = (line: ChangeLine) => line.id
const nameOf = (line: ChangeLine) => line.name
const hrefOf = (line: ChangeLine) => line.href
const isLast = (line: ChangeLine) => line.kind !== "entity"
const isMuted = (line: ChangeLine) => line.kind === "other"

/** Entity by cause. A press on a row explains the change of that entity by the next dimension. */
export function ChangeTable({ label, head, currency, lines, total }: ChangeTableProps) {
  const columns = useMemo(() => changeColumns(currency, head), [currency, head])
  return (
    <DataTable
      label={label}
      name="change"
      columns={columns}
      rows={lines}
      total={total}
      rowId={idOf}
      nameOf={nameOf}
      rowHref={hrefOf}
      last={isLast}
      muted={isMuted}
    />
  )
}
