"use client"

import { CheckItem, Menu } from "@/components/ui/menu"
import { TextButton } from "@/components/ui/text-link"
import { useHiddenColumns } from "./hidden-columns"

export interface ColumnsMenuProps {
  /** The table's name, as its `name`. */
  table: string
  columns: readonly { id: string; header: string; optional?: boolean }[]
}

/** Which columns a table shows; stands in the section's head. */
export function ColumnsMenu({ table, columns }: ColumnsMenuProps) {
  const { visibility, setVisible } = useHiddenColumns(table)
  return (
    <Menu align="end" trigger={<TextButton>Columns</TextButton>}>
      {columns
        .filter((column) => column.optional)
        .map((column) => (
          <CheckItem
            key={column.id}
            checked={visibility[column.id] !== false}
            onChange={(checked) => setVisible(column.id, checked)}
          >
            {column.header}
          </CheckItem>
        ))}
    </Menu>
  )
}
