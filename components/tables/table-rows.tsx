import { BodyRow } from "./body-row"
import type { Column } from "./column"
import { Expander } from "./expander"
import { Cell } from "./row-parts"

/** A row as it is printed: where it stands below another, and whether it can be opened. */
export interface PlacedRow<T> {
  row: T
  id: string
  depth: 0 | 1
  /** Null: nothing to open. */
  open: boolean | null
}

export interface TableRowsProps<T> {
  rows: readonly PlacedRow<T>[]
  columns: readonly Column<T>[]
  /** Some row of the table can be opened: all keep room for the button. */
  opens: boolean
  rowHref?: (row: T) => string | null
  muted?: (row: T) => boolean
  selectedId?: string | null
  /** What a row is called, for the button that opens it. */
  nameOf?: (row: T) => string
  onToggle: (id: string) => void
}

export function TableRows<T>({ rows, columns, opens, ...props }: TableRowsProps<T>) {
  return rows.map(({ row, id, depth, open }) => (
    <BodyRow
      key={id}
      href={props.rowHref?.(row) ?? null}
      muted={depth === 1 || (props.muted?.(row) ?? false)}
      selected={id === props.selectedId}
    >
      {columns.map((column, index) => (
        <Cell key={column.id} column={column} heads={index === 0}>
          {index === 0 && opens && (
            <Expander
              depth={depth}
              open={open}
              label={props.nameOf?.(row) ?? ""}
              onToggle={() => props.onToggle(id)}
            />
          )}
          {column.cell(row)}
        </Cell>
      ))}
    </BodyRow>
  ))
}
