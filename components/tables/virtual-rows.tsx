"use client"

import { useWindowVirtualizer } from "@tanstack/react-virtual"
import { useLayoutEffect, useRef, useState } from "react"
import { TableRows, type TableRowsProps } from "./table-rows"

const ROW = { normal: 32, tight: 28, comfortable: 40 } as const
/** Rows above and below what is in sight. */
const BESIDE = 20

interface Props<T> extends TableRowsProps<T> {
  density: keyof typeof ROW
}

/** Only the rows in sight; the room of the others is kept, so that the page scrolls as if all were there. */
export function VirtualRows<T>({ density, ...props }: Props<T>) {
  const top = useRef<HTMLTableRowElement>(null)
  const [margin, setMargin] = useState(0)
  useLayoutEffect(() => {
    setMargin((top.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
  }, [])
  const virtual = useWindowVirtualizer({
    count: props.rows.length,
    estimateSize: () => ROW[density],
    overscan: BESIDE,
    scrollMargin: margin,
  })
  const items = virtual.getVirtualItems()
  const first = items[0]
  const last = items.at(-1)
  const before = first ? first.start - margin : 0
  const after = last ? virtual.getTotalSize() - (last.end - margin) : 0
  return (
    <>
      <Spacer height={before} rowRef={top} columns={props.columns.length} />
      <TableRows {...props} rows={items.flatMap((item) => props.rows[item.index] ?? [])} />
      <Spacer height={after} columns={props.columns.length} />
    </>
  )
}

interface SpacerProps {
  height: number
  columns: number
  rowRef?: React.Ref<HTMLTableRowElement>
}

function Spacer({ height, columns, rowRef }: SpacerProps) {
  return (
    <tr {...(rowRef ? { ref: rowRef } : {})}>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}
