"use client"

import { useMemo } from "react"
import { ShareBar } from "@/components/charts/share-bar"
import { Sparkline } from "@/components/charts/sparkline"
import { ChangeCell, CountCell, MoneyCell, NameCell, PercentCell, Unknown } from "@/components/tables/cells"
import { byAmount, byNumber, byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { Status } from "@/components/ui/status"
import { formatRough } from "@/lib/money-format"
import type { Dimension } from "@/lib/spend/schema"
import type { View } from "@/lib/spend/url"
import { eventsHref, narrowedHref } from "./links"
import type { OverviewTable, OverviewTableRow as Row } from "./table"

export interface GroupTableProps {
  table: OverviewTable
  dimension: Dimension
  header: string
  view: View
  currency: string
  compares: boolean
  unfinished: boolean
}

function changeColumns(currency: string): Column<Row>[] {
  return [
    {
      id: "change",
      header: "Change",
      phone: "hidden",
      sort: byAmount((row) => row.change),
      cell: (row) => <ChangeCell change={row.change} currency={currency} />,
    },
    {
      id: "percent",
      header: "%",
      sort: byNumber((row) => row.changeTenths),
      cell: (row) => <PercentCell tenths={row.changeTenths} isNew={row.isNew} />,
    },
  ]
}

function state(row: Row) {
  const { calls, tokens } = row.unpriced
  if (calls === 0) return null
  return (
    <Status kind="none">{`${formatRough(calls)} unpriced${tokens > 0 ? `, ${formatRough(tokens)} tokens` : ""}`}</Status>
  )
}

function columnsFor({
  dimension,
  header,
  view,
  currency,
  compares,
  unfinished,
}: Omit<GroupTableProps, "table">): Column<Row>[] {
  const linked = (row: Row) => row.kind === "entity" || row.kind === "unattributed"
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
          colour={row.colour}
          muted={row.kind === "other"}
          href={linked(row) ? narrowedHref(view, dimension, row.value) : null}
        />
      ),
    },
    {
      id: "share",
      header: "Share",
      align: "left",
      sort: byNumber((row) => row.share),
      cell: (row) => <ShareBar tenths={row.share} colour={row.colour} />,
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
    ...(compares ? changeColumns(currency) : []),
    {
      id: "requests",
      header: "Requests",
      phone: "hidden",
      sort: byNumber((row) => row.requests),
      cell: (row) => <CountCell count={row.requests} />,
    },
    {
      id: "per-thousand",
      header: "Per 1,000",
      phone: "hidden",
      sort: byAmount((row) => row.perThousand),
      cell: (row) =>
        row.perThousand === null ? <Unknown /> : <MoneyCell amount={row.perThousand} currency={currency} />,
    },
    {
      id: "trend",
      header: "Course",
      phone: "hidden",
      cell: (row) => (row.trend.length > 1 ? <Sparkline values={row.trend} unfinished={unfinished} /> : null),
    },
    { id: "state", header: "State", align: "left", phone: "hidden", cell: state },
  ]
}

const isLast = (row: Row) => row.kind === "other" || row.kind === "unattributed"
const isMuted = (row: Row) => row.kind === "other"
const idOf = (row: Row) => row.id

/** The groups of the chart above with their figures; rows add up to the total as printed. */
export function GroupTable(props: GroupTableProps) {
  const { table, dimension, header, view, currency, compares, unfinished } = props
  const columns = useMemo(
    () => columnsFor({ dimension, header, view, currency, compares, unfinished }),
    [dimension, header, view, currency, compares, unfinished],
  )
  return (
    <DataTable
      label={`Spend by ${header}`}
      columns={columns}
      rows={table.rows}
      rowId={idOf}
      total={table.total}
      defaultSort={{ id: "billed", descending: true }}
      last={isLast}
      muted={isMuted}
    />
  )
}
