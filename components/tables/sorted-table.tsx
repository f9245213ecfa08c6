"use client"

import {
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  type Updater,
  useTable,
} from "@tanstack/react-table"
import { lazy, Suspense, useMemo, useRef, useState } from "react"
import { useAddress } from "@/components/ui/use-address"
import { type Column, formatSorts, parseSorts, type SortChoice } from "./column"
import { type Density, useDensity } from "./density-switch"
import { useHiddenColumns } from "./hidden-columns"
import { HeaderCell, TotalRow } from "./row-parts"
import { type PlacedRow, TableRows } from "./table-rows"
import { useFits } from "./use-fits"

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
})

// Most tables are short: the others fetch what it takes to keep long ones quick.
const VirtualRows = lazy(async () => ({
  default: (await import("./virtual-rows")).VirtualRows,
})) as unknown as typeof import("./virtual-rows").VirtualRows

/** From here on only the rows in sight are in the page. */
const VIRTUAL = 200

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
  /** The reader's choice without. */
  density?: Density
  /** The rows that a row is made of: it can be opened then. */
  within?: (row: T) => readonly T[]
  /** What a row is called, for the button that opens it. */
  nameOf?: (row: T) => string
  /** The name under which this browser remembers the columns switched off. */
  name?: string
}

/** The order that the address asks for, else `defaultSort`, and the way to change it. */
function useSorting<T>({ columns, sortParam = "sort", sortedBy = "client", defaultSort }: DataTableProps<T>) {
  const { search, write } = useAddress()
  const text = search.get(sortParam)
  const known = columns.filter((column) => column.sort).map((column) => column.id)
  const found = parseSorts(text, known)
  const sorts = found.length > 0 ? found : defaultSort ? [defaultSort] : []
  const sorting: SortingState = sorts.map(({ id, descending }) => ({ id, desc: descending }))
  const onSortingChange = (change: Updater<SortingState>) => {
    const next = typeof change === "function" ? change(sorting) : change
    const words = formatSorts(next.map(({ id, desc }) => ({ id, descending: desc })))
    write({ [sortParam]: words === "" ? null : [words] }, sortedBy === "client" ? "quiet" : undefined)
  }
  return { sorting, onSortingChange }
}

function useSortedTable<T extends object>(props: DataTableProps<T>, data: readonly T[]) {
  const { columns, rowId, sortedBy = "client" } = props
  const { sorting, onSortingChange } = useSorting(props)
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
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    manualSorting: sortedBy === "server",
    enableSortingRemoval: false,
    enableMultiSort: sortedBy === "client",
    state: { sorting },
    onSortingChange,
  })
  return { table, sorting, shown: columns.filter((column) => visibility[column.id] !== false) }
}

/** The rows in order, each followed by what it is made of where it is open. */
function placed<T>(rows: readonly T[], { rowId, within }: DataTableProps<T>, opened: ReadonlySet<string>) {
  return rows.flatMap((row): PlacedRow<T>[] => {
    const id = rowId(row)
    const parts = within?.(row) ?? []
    const open = parts.length > 0 ? opened.has(id) : null
    const own: PlacedRow<T> = { row, id, depth: 0, open }
    if (!open) return [own]
    return [own, ...parts.map((part) => ({ row: part, id: rowId(part), depth: 1 as const, open: null }))]
  })
}

/** The table itself, with what orders, opens and fits it. */
export function SortedTable<T extends object>(props: DataTableProps<T>) {
  const { rows, total, last } = props
  const [data, lowest] = useMemo(
    () => [rows.filter((row) => !last?.(row)), rows.filter((row) => last?.(row) ?? false)],
    [rows, last],
  )
  const { table, sorting, shown } = useSortedTable(props, data)
  const frame = useRef<HTMLDivElement>(null)
  const fits = useFits(frame)
  const [chosen] = useDensity()
  const density = props.density ?? chosen
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const ordered = placed([...table.getRowModel().rows.map((row) => row.original), ...lowest], props, opened)
  const toggle = (id: string) =>
    setOpened(new Set(opened.has(id) ? [...opened].filter((each) => each !== id) : [...opened, id]))
  const { rowHref, muted, selectedId, nameOf, within } = props
  const given = {
    columns: shown,
    opens: within !== undefined && rows.some((row) => within(row).length > 0),
    selectedId: selectedId ?? null,
    onToggle: toggle,
    ...(rowHref && { rowHref }),
    ...(muted && { muted }),
    ...(nameOf && { nameOf }),
  }
  return (
    <div ref={frame} className="table-frame" data-fits={fits}>
      <table
        aria-label={props.label}
        aria-rowcount={ordered.length + 1 + (total ? 1 : 0)}
        className="table"
        data-density={density}
        data-long={ordered.length > LONG}
      >
        <thead>
          <tr>
            {shown.map((column) => {
              const at = sorting.findIndex(({ id }) => id === column.id)
              return (
                <HeaderCell
                  key={column.id}
                  column={column}
                  sorted={at === -1 ? null : sorting[at]?.desc ? "descending" : "ascending"}
                  place={at >= 0 && sorting.length > 1 ? at + 1 : null}
                  onSort={(further) => table.getColumn(column.id)?.toggleSorting(undefined, further)}
                />
              )
            })}
          </tr>
        </thead>
        <tbody>
          {ordered.length > VIRTUAL ? (
            <Suspense fallback={<TableRows {...given} rows={ordered.slice(0, VIRTUAL)} />}>
              <VirtualRows {...given} rows={ordered} density={density} />
            </Suspense>
          ) : (
            <TableRows {...given} rows={ordered} />
          )}
        </tbody>
        {total && <TotalRow columns={shown} total={total} />}
      </table>
    </div>
  )
}
