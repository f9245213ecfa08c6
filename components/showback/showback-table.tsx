"use client"

import { useMemo } from "react"
import { ShareBar } from "@/components/charts/share-bar"
import { CountCell, NameCell, Unknown } from "@/components/tables/cells"
import { byAmount, byNumber, byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import type { ShowbackCell, ShowbackLine, ShowbackLines } from "@/lib/attribution/showback-lines"
import { UNKNOWN } from "@/lib/money-format"

function Amount({ cell, currency }: { cell: ShowbackCell | null | undefined; currency: string }) {
  if (!cell) return null
  if (cell.text === UNKNOWN) return <Unknown />
  return (
    <span className={cell.amount === "0" ? "text-ink-3" : undefined} title={`${cell.amount} ${currency}`}>
      {cell.text}
    </span>
  )
}

function columnsFor({ pools, currency }: Pick<ShowbackLines, "pools" | "currency">): Column<ShowbackLine>[] {
  return [
    {
      id: "name",
      header: "Team",
      align: "left",
      sort: byText((line) => line.name),
      cell: ({ name, colour, href, kind }) => (
        <NameCell name={name} colour={colour} href={href} muted={kind === "rest"} />
      ),
    },
    {
      id: "share",
      header: "Share",
      align: "left",
      phone: "hidden",
      total: null,
      cell: ({ share, colour }) =>
        share === null ? <Unknown /> : <ShareBar tenths={share} colour={colour} />,
    },
    {
      id: "direct",
      header: "Spent itself",
      sort: byAmount((line) => line.direct?.amount ?? null),
      cell: ({ direct }) => <Amount cell={direct} currency={currency} />,
    },
    ...pools.map(
      (name, at): Column<ShowbackLine> => ({
        id: `pool${at + 1}`,
        header: name,
        sort: byAmount((line) => line.shares[at]?.amount ?? null),
        cell: ({ shares }) => <Amount cell={shares[at]} currency={currency} />,
      }),
    ),
    {
      id: "total",
      header: "Bears",
      sort: byAmount((line) => line.total.amount),
      cell: ({ total }) => <Amount cell={total} currency={currency} />,
    },
    {
      id: "unpriced",
      header: "Calls without a price",
      phone: "hidden",
      sort: byNumber((line) => line.unpricedCalls),
      cell: ({ unpricedCalls }) => <CountCell count={unpricedCalls} />,
    },
  ]
}

const idOf = ({ id }: ShowbackLine) => id
const hrefOf = ({ href }: ShowbackLine) => href
const isLast = ({ kind }: ShowbackLine) => kind !== "team"
const isMuted = ({ kind }: ShowbackLine) => kind === "rest"

/** Who bears what: own spend, parts of each pool, and their sum. */
export function ShowbackTable({ lines, total, pools, currency }: ShowbackLines) {
  const columns = useMemo(() => columnsFor({ pools, currency }), [pools, currency])
  return (
    <DataTable
      label="What each team bears"
      columns={columns}
      rows={lines}
      total={total}
      rowId={idOf}
      rowHref={hrefOf}
      last={isLast}
      muted={isMuted}
      defaultSort={{ id: "total", descending: true }}
    />
  )
}
