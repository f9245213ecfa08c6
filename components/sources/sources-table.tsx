"use client"

import { useMemo } from "react"
import { CountCell, MoneyCell, NameCell } from "@/components/tables/cells"
import { byAmount, byNumber, byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import { DEFAULT_VIEW, type View, viewHref } from "@/lib/spend/url"
import { formatClock, formatDay } from "@/lib/time-format"
import type { SourceLine } from "./source-lines"

export interface SourcesTableProps {
  lines: readonly SourceLine[]
  total: SourceLine
  zone: string
  /** `CET`. */
  zoneName: string
  currency: string
}

function eventsHref(line: SourceLine, preset: "24h" | "7d"): string {
  const range: View["range"] = { kind: "preset", preset }
  const filters: View["filters"] =
    line.id === null ? [] : [{ dimension: "source", operator: "=", values: [line.name] }]
  return viewHref("/events", { ...DEFAULT_VIEW, range, filters })
}

function lastColumn(zone: string, zoneName: string): Column<SourceLine> {
  const shown = (at: string) => `${formatDay(new Date(at), zone)} ${formatClock(new Date(at), zone)}`
  return {
    id: "last",
    header: `Last event, ${zoneName}`,
    sort: byText((line) => line.lastEventAt ?? ""),
    total: null,
    cell: (line) =>
      line.lastEventAt === null ? (
        <Status kind="info">waiting for first event</Status>
      ) : (
        shown(line.lastEventAt)
      ),
  }
}

/** Events and money of one of the two ranges, each leading to its events. */
function rangeColumns(preset: "24h" | "7d", currency: string): Column<SourceLine>[] {
  const events = (line: SourceLine) => (preset === "24h" ? line.dayEvents : line.weekEvents)
  const billed = (line: SourceLine) => (preset === "24h" ? line.dayBilled : line.weekBilled)
  const words = preset === "24h" ? "24 h" : "7 d"
  return [
    {
      id: `events-${preset}`,
      header: `Events, ${words}`,
      phone: "hidden",
      sort: byNumber(events),
      cell: (line) => (
        <TextLink quiet href={eventsHref(line, preset)} prefetch={false}>
          <CountCell count={events(line)} />
        </TextLink>
      ),
    },
    {
      id: `billed-${preset}`,
      header: `Billed, ${words}`,
      ...(preset === "24h" ? { phone: "hidden" } : {}),
      sort: byAmount(billed),
      cell: (line) => <MoneyCell amount={billed(line)} currency={currency} href={eventsHref(line, preset)} />,
    },
  ]
}

/** A count of refused events; none is quiet. */
function refusedColumn(id: "rejected" | "conflicts", header: string): Column<SourceLine> {
  return {
    id,
    header,
    phone: "hidden",
    sort: byNumber((line) => line[id]),
    cell: (line) =>
      line[id] === 0 ? (
        <span className="text-ink-3">0</span>
      ) : (
        <TextLink quiet href="#refused">
          <CountCell count={line[id]} />
        </TextLink>
      ),
  }
}

function columnsFor({
  zone,
  zoneName,
  currency,
}: Omit<SourcesTableProps, "lines" | "total">): Column<SourceLine>[] {
  return [
    {
      id: "name",
      header: "Source",
      align: "left",
      sort: byText((line) => line.name),
      total: () => "Total",
      cell: (line) => <NameCell name={line.name} href={eventsHref(line, "7d")} />,
    },
    { id: "kind", header: "Kind", align: "left", phone: "hidden", total: null, cell: (line) => line.kind },
    ...rangeColumns("24h", currency),
    ...rangeColumns("7d", currency),
    refusedColumn("rejected", "Rejected, 7 d"),
    refusedColumn("conflicts", "Conflicts, 7 d"),
    {
      id: "keys",
      header: "Keys",
      phone: "hidden",
      sort: byNumber((line) => line.keys),
      cell: (line) => line.keys,
    },
    lastColumn(zone, zoneName),
  ]
}

const idOf = (line: SourceLine) => String(line.id)

export function SourcesTable({ lines, total, zone, zoneName, currency }: SourcesTableProps) {
  const columns = useMemo(() => columnsFor({ zone, zoneName, currency }), [zone, zoneName, currency])
  return (
    <DataTable
      label="Sources"
      columns={columns}
      rows={lines}
      rowId={idOf}
      total={total}
      defaultSort={{ id: "last", descending: true }}
    />
  )
}
