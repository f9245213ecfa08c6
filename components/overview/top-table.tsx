"use client"

import { useMemo } from "react"
import { Sparkline } from "@/components/charts/sparkline"
import { ChangeCell, MoneyCell, NameCell, PercentCell } from "@/components/tables/cells"
import { byAmount, byNumber, byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import type { Dimension } from "@/lib/spend/schema"
import type { View } from "@/lib/spend/url"
import { eventsHref, narrowedHref } from "./links"
import type { OverviewTable, OverviewTableRow as Row } from "./table"

export interface TopTableProps {
  table: OverviewTable
  dimension: Dimension
  header: string
  view: View
  currency: string
  compares: boolean
}

function columnsFor({
  dimension,
  header,
  view,
  currency,
  compares,
}: Omit<TopTableProps, "table">): Column<Row>[] {
  const linked = (row: Row) => row.kind === "entity" || row.kind === "unattributed"
  const change: Column<Row>[] = [
    {
      id: "change",
      header: "Change",
      sort: byAmount((row) => row.change),
      cell: (row) => <ChangeCell change={row.change} currency={currency} />,
    },
    {
      id: "percent",
      header: "%",
      phone: "hidden",
      sort: byNumber((row) => row.changeTenths),
      cell: (row) => <PercentCell tenths={row.changeTenths} isNew={row.isNew} />,
    },
  ]
  return [
    {
      id: "name",
      header,
      align: "left",
      sort: byText((row) => row.name),
      total: () => "Total",
      cell: (row) => (
        <NameCell
          name={row.name}
          muted={row.kind === "other"}
          href={linked(row) ? narrowedHref(view, dimension, row.value) : null}
        />
      ),
    },
    {
      id: "trend",
      header: "Course",
      phone: "hidden",
      cell: (row) => (row.trend.length > 1 ? <Sparkline values={row.trend} /> : null),
    },
    {
      id: "billed",
      header: "Billed",
      sort: byAmount((row) => row.billed),
      cell: (row) => (
        <MoneyCell
          amount={row.shownBilled}
          currency={currency}
          {...(linked(row) ? { href: eventsHref(view, dimension, row.value) } : {})}
        />
      ),
    },
    ...(compares ? change : []),
  ]
}

const isLast = (row: Row) => row.kind === "other" || row.kind === "unattributed"
const isMuted = (row: Row) => row.kind === "other"
const idOf = (row: Row) => row.id

/** The largest values of one dimension, the rest as one row, and the total. */
export function TopTable(props: TopTableProps) {
  const { table, dimension, header, view, currency, compares } = props
  const columns = useMemo(
    () => columnsFor({ dimension, header, view, currency, compares }),
    [dimension, header, view, currency, compares],
  )
  return (
    <DataTable
      label={`Largest by ${header}`}
      columns={columns}
      rows={table.rows}
      rowId={idOf}
      total={table.total}
      defaultSort={{ id: "billed", descending: true }}
      sortParam={`sort_${dimension}`}
      last={isLast}
      muted={isMuted}
    />
  )
}
