"use client"

import { Menu } from "@/components/ui/menu"
import { TextButton } from "@/components/ui/text-button"
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
    <Menu
      align="end"
      trigger={<TextButton>Columns</TextButton>}
      groups={[
        {
          kind: "any",
          items: columns
            .filter((column) => column.optional)
            .map(({ id, header }) => ({ id, label: header, checked: visibility[id] !== false })),
          onChange: setVisible,
        },
      ]}
    />
  )
}
