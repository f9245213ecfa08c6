"use client"

import { conditionWords } from "@/components/attribution/rule-words"
import { swapped } from "@/components/attribution/swapped"
import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { TextLink } from "@/components/ui/text-link"
import type { SharedPool } from "@/lib/attribution/schema"
import { PoolButton } from "./pool-button"
import type { PoolsContext } from "./pool-dialog"
import { splitWords } from "./pool-words"

export interface PoolLine {
  pool: SharedPool
  at: number
  billed: string
  unallocated: string
  /** The calls of the pool, in Explore. */
  href: string
}

export interface PoolsTableProps extends PoolsContext {
  lines: readonly PoolLine[]
  mayChange: boolean
}

function Actions({ line: { pool, at }, context }: { line: PoolLine; context: PoolsContext }) {
  const named = (verb: string) => `${verb} ${pool.name}`
  const others = context.pools.filter((_, place) => place !== at)
  return (
    <span className="inline-flex gap-3">
      <PoolButton {...context} word="Change" title={named("Change")} at={at} />
      {at > 0 && (
        <PoolButton {...context} word="Up" title={named("Move up")} next={swapped(context.pools, at)} />
      )}
      <PoolButton {...context} word="Remove" title={named("Remove")} next={others} />
    </span>
  )
}

function columnsFor(context: PoolsContext, mayChange: boolean): Column<PoolLine>[] {
  const columns: Column<PoolLine>[] = [
    { id: "pool", header: "Pool", align: "left", cell: ({ pool }) => pool.name },
    {
      id: "what",
      header: "What is shared",
      align: "left",
      cell: ({ pool, href }) => (
        <TextLink quiet href={href} prefetch={false}>
          <span className="block min-w-40 wrap-anywhere whitespace-normal">{conditionWords(pool.when)}</span>
        </TextLink>
      ),
    },
    {
      id: "how",
      header: "How",
      align: "left",
      phone: "hidden",
      cell: ({ pool }) => (
        <span className="block min-w-40 wrap-anywhere whitespace-normal">{splitWords(pool)}</span>
      ),
    },
    { id: "billed", header: "Billed", cell: ({ billed }) => billed },
    { id: "rest", header: "Not allocated", cell: ({ unallocated }) => unallocated },
  ]
  if (!mayChange) return columns
  return [
    ...columns,
    { id: "actions", header: "Actions", cell: (line) => <Actions line={line} context={context} /> },
  ]
}

const idOf = ({ at }: PoolLine) => String(at)

/** The pools in their order, what was in each, and what of it nobody bears. */
export function PoolsTable({ lines, mayChange, ...context }: PoolsTableProps) {
  return <DataTable label="Shared costs" columns={columnsFor(context, mayChange)} rows={lines} rowId={idOf} />
}
