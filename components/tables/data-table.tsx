"use client"

import {
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  type Updater,
  useTable,
} from "@tanstack/react-table"
import { parseAsString, useQueryState } from "nuqs"
import { useMemo, useRef } from "react"
import { BodyRow } from "./body-row"
import { type Column, formatSort, parseSort, type SortChoice } from "./column"
import { useHiddenColumns } from "./hidden-columns"
import { Cell, HeaderCell, TotalRow } from "./row-parts"
import { useFits } from "./use-fits"

const features = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  sortedRowModel: createSortedRowModel(),
})

/** From here on the total would be out of sight: it sticks. */
const LONG = 15

export interface DataTableProps<T> {
  /** Said to screen readers: what the table lists. */
  label: string
  columns: readonly Column<T>[]
  rows: readonly T[]
  rowId: (row: T) => string
  /** The totals row, printed by the same columns. */
  total?: T
  /** The order without a word in the address; without it rows stay as they come. */
  defaultSort?: SortChoice
  /** The address's word for the order; two tables on a page have two. */
  sortParam?: string
  /** `server`: rows come in the asked order. */
  sortedBy?: "client" | "server"
  /** Where a press on the row leads; Ctrl opens a tab. The first cell should carry the same link. */
  rowHref?: (row: T) => string | null
  /** Rows that stay below the others in every order: Other, Unattributed. */
  last?: (row: T) => boolean
  /** Rows in grey: Other. */
  muted?: (row: T) => boolean
  selectedId?: string | null
  density?: "normal" | "tight" | "comfortable"
  /** The name under which this browser remembers the columns switched off. */
  name?: string
}

/** The order that the address asks for, else `defaultSort`, and the way to change it. */
function useSorting<T>(
  columns: readonly Column<T>[],
  param: string,
  shallow: boolean,
  defaultSort?: SortChoice,
) {
  const [text, setText] = useQueryState(param, parseAsString.withOptions({ shallow }))
  const sort =
    parseSort(
      text,
      columns.filter((column) => column.sort).map((column) => column.id),
    ) ?? defaultSort
  const sorting: SortingState = sort ? [{ id: sort.id, desc: sort.descending }] : []
  const onSortingChange = (change: Updater<SortingState>) => {
    const [next] = typeof change === "function" ? change(sorting) : change
    void setText(next ? formatSort({ id: next.id, descending: next.desc }) : null)
  }
  return { sorting, onSortingChange }
}

export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { columns, rows, rowId, total, sortParam = "sort", sortedBy = "client", density = "normal" } = props
  const { sorting, onSortingChange } = useSorting(
    columns,
    sortParam,
    sortedBy === "client",
    props.defaultSort,
  )
  const frame = useRef<HTMLDivElement>(null)
  const fits = useFits(frame)
  const { visibility } = useHiddenColumns(props.name)
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: (row: T) => row,
        enableSorting: Boolean(column.sort),
        sortDescFirst: column.align !== "left",
        sortFn: (a: { original: T }, b: { original: T }) => column.sort?.(a.original, b.original) ?? 0,
      })),
    [columns],
  )
  const { last } = props
  const [data, lowest] = useMemo(
    () => [rows.filter((row) => !last?.(row)), rows.filter((row) => last?.(row) ?? false)],
    [rows, last],
  )
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    manualSorting: sortedBy === "server",
    enableSortingRemoval: false,
    state: { sorting, columnVisibility: visibility },
    onSortingChange,
  })
  const ordered = [...table.getRowModel().rows.map((row) => row.original), ...lowest]
  const shown = columns.filter((column) => visibility[column.id] !== false)
  return (
    <div ref={frame} className="table-frame" data-fits={fits}>
      <table aria-label={props.label} className="table" data-density={density} data-long={rows.length > LONG}>
        <thead>
          <tr>
            {shown.map((column) => {
              const direction = table.getColumn(column.id)?.getIsSorted()
              return (
                <HeaderCell
                  key={column.id}
                  column={column}
                  sorted={direction ? (direction === "desc" ? "descending" : "ascending") : null}
                  onSort={() => table.getColumn(column.id)?.toggleSorting()}
                />
              )
            })}
          </tr>
        </thead>
        <tbody>
          {ordered.map((row) => (
            <BodyRow
              key={rowId(row)}
              href={props.rowHref?.(row) ?? null}
              muted={props.muted?.(row) ?? false}
              selected={rowId(row) === props.selectedId}
            >
              {shown.map((column, index) => (
                <Cell key={column.id} column={column} heads={index === 0}>
                  {column.cell(row)}
                </Cell>
              ))}
            </BodyRow>
          ))}
        </tbody>
        {total && <TotalRow columns={shown} total={total} />}
      </table>
    </div>
  )
}
