"use client"

import { lazy, Suspense } from "react"
import type { DataTableProps } from "./sorted-table"

// The server has drawn the rows: what orders and opens them may come after the page.
const SortedTable = lazy(async () => ({
  default: (await import("./sorted-table")).SortedTable,
})) as unknown as typeof import("./sorted-table").SortedTable

/** A table of rows, the same on the server and in the browser. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  return (
    <Suspense>
      <SortedTable {...props} />
    </Suspense>
  )
}
