"use client"

import { useMemo } from "react"
import { MoneyCell, NameCell, Unknown } from "@/components/tables/cells"
import { byAmount, byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { formatTenths } from "@/lib/money-format"
import { type View, viewHref, withFilter } from "@/lib/spend/url"
import { narrowedHref } from "./links"
import type { RouteMatrixModel, RouteRow } from "./route-rows"

export interface RouteMatrixProps {
  matrix: RouteMatrixModel
  view: View
  currency: string
}

function eventsOf(view: View, provider: string, route: string): string {
  const narrowed = withFilter(view, { dimension: "provider", operator: "=", values: [provider] })
  return viewHref("/events", withFilter(narrowed, { dimension: "route", operator: "=", values: [route] }))
}

function columnsFor({ routes, total }: RouteMatrixModel, view: View, currency: string): Column<RouteRow>[] {
  return [
    {
      id: "provider",
      header: "Provider",
      align: "left",
      sort: byText((row) => row.provider),
      total: () => "Total",
      cell: (row) => <NameCell name={row.provider} href={narrowedHref(view, "provider", row.provider)} />,
    },
    ...routes.map(
      (route, i): Column<RouteRow> => ({
        id: `route-${i}`,
        header: route,
        phone: "hidden",
        sort: byAmount((row) => row.byRoute[i] ?? null),
        total: () => <MoneyCell amount={total.byRoute[i] ?? null} currency={currency} />,
        cell: (row) => (
          <MoneyCell
            amount={row.byRoute[i] ?? null}
            currency={currency}
            href={eventsOf(view, row.provider, route)}
          />
        ),
      }),
    ),
    {
      id: "billed",
      header: "Billed",
      sort: byAmount((row) => row.billed),
      cell: (row) => <MoneyCell amount={row.shownBilled} currency={currency} />,
    },
    {
      id: "share",
      header: "Share",
      cell: (row) => (row.share === null ? <Unknown /> : formatTenths(row.share)),
    },
  ]
}

const idOf = (row: RouteRow) => row.provider

/** Providers down, direct and gateways across. */
export function RouteMatrix({ matrix, view, currency }: RouteMatrixProps) {
  const columns = useMemo(() => columnsFor(matrix, view, currency), [matrix, view, currency])
  return (
    <DataTable
      label="Billed by provider and route"
      columns={columns}
      rows={matrix.rows}
      rowId={idOf}
      total={matrix.total}
      defaultSort={{ id: "billed", descending: true }}
      sortParam="sort_routes"
    />
  )
}
