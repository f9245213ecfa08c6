import type { ReactNode } from "react"
import type { Column } from "./column"

export interface HeaderCellProps<T> {
  column: Column<T>
  sorted: "ascending" | "descending" | null
  /** The column's place among several that order the rows together; null where one alone does. */
  place?: number | null
  /** `further`: after the columns that order the rows already. */
  onSort: (further: boolean) => void
}

export function HeaderCell<T>({ column, sorted, place = null, onSort }: HeaderCellProps<T>) {
  const sign = sorted === "descending" ? " ↓" : sorted === "ascending" ? " ↑" : ""
  const arrow = place === null ? sign : `${sign}${place}`
  return (
    <th
      scope="col"
      data-align={column.align}
      data-phone={column.phone}
      {...(sorted ? { "aria-sort": sorted } : {})}
    >
      {column.sort ? (
        <button type="button" onClick={(event) => onSort(event.shiftKey)}>
          {column.header}
          {arrow}
        </button>
      ) : (
        column.header + arrow
      )}
    </th>
  )
}

export interface CellProps<T> {
  column: Column<T>
  /** The first cell of a row names it. */
  heads: boolean
  children: ReactNode
}

export function Cell<T>({ column, heads, children }: CellProps<T>) {
  const place = { "data-align": column.align, "data-phone": column.phone }
  return heads ? (
    <th scope="row" {...place}>
      {children}
    </th>
  ) : (
    <td {...place}>{children}</td>
  )
}

/** The same columns, for the sum of all rows. */
export function TotalRow<T>({ columns, total }: { columns: readonly Column<T>[]; total: T }) {
  return (
    <tfoot>
      <tr>
        {columns.map((column, index) => (
          <Cell key={column.id} column={column} heads={index === 0}>
            {column.total === null ? null : (column.total ?? column.cell)(total)}
          </Cell>
        ))}
      </tr>
    </tfoot>
  )
}
