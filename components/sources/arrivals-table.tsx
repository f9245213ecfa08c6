"use client"

import { CountCell, NameCell, Unknown } from "@/components/tables/cells"
import { byNumber, byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { TextLink } from "@/components/ui/text-link"
import { formatCount, formatTenths } from "@/lib/money-format"
import { formatLag } from "@/lib/time-format"
import type { ArrivalLine } from "./arrival-lines"

function lagColumn(id: "p50" | "p95", header: string): Column<ArrivalLine> {
  return {
    id,
    header,
    ...(id === "p95" ? { phone: "hidden" } : {}),
    sort: byNumber((line) => line[id]),
    total: null,
    cell: (line) => {
      const ms = line[id]
      return ms === null ? <Unknown /> : formatLag(ms)
    },
  }
}

type Counted = "duplicates" | "rejected" | "conflicts" | "disagreeing" | "suppressed" | "overlapping"

/** A count of events that say nothing to the totals; none is quiet. */
function countColumn(id: Counted, header: string): Column<ArrivalLine> {
  const isListed = id === "rejected" || id === "conflicts"
  return {
    id,
    header,
    phone: "hidden",
    sort: byNumber((line) => line[id]),
    cell: (line) => {
      if (line[id] === 0) return <span className="text-ink-3">0</span>
      return isListed ? (
        <TextLink quiet href="#refused">
          <CountCell count={line[id]} />
        </TextLink>
      ) : (
        <CountCell count={line[id]} />
      )
    },
  }
}

const COLUMNS: Column<ArrivalLine>[] = [
  {
    id: "source",
    header: "Source",
    align: "left",
    sort: byText((line) => line.name),
    total: () => "Total",
    cell: (line) => <NameCell name={line.name} />,
  },
  {
    id: "rate",
    header: "Events an hour",
    sort: byNumber((line) => line.perHour),
    cell: (line) => (line.perHour < 10 ? String(line.perHour) : formatCount(Math.round(line.perHour))),
  },
  lagColumn("p50", "Lag, median"),
  lagColumn("p95", "Lag, p95"),
  countColumn("duplicates", "Duplicates"),
  countColumn("rejected", "Rejected"),
  countColumn("conflicts", "Conflicts"),
  countColumn("disagreeing", "Disagreeing"),
  countColumn("suppressed", "Suppressed parents"),
  countColumn("overlapping", "Overlapping parents"),
  {
    id: "shared",
    header: "Also from others",
    phone: "hidden",
    sort: byNumber((line) => line.sharedTenths),
    cell: (line) => (line.sharedTenths === null ? <Unknown /> : formatTenths(line.sharedTenths)),
  },
]

const idOf = (line: ArrivalLine) => line.name

/** How what each source sends arrives, and what of it counts nowhere. */
export function ArrivalsTable({ lines, total }: { lines: readonly ArrivalLine[]; total: ArrivalLine }) {
  return (
    <DataTable
      label="How events arrive"
      columns={COLUMNS}
      rows={lines}
      rowId={idOf}
      total={total}
      defaultSort={{ id: "rate", descending: true }}
    />
  )
}
