"use client"

import { useMemo } from "react"
import { CountCell, MoneyCell, NameCell } from "@/components/tables/cells"
import { byAmount, byNumber, byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import { DEFAULT_VIEW, type View, viewHref } from "@/lib/spend/url"
import { formatClock, formatDay } from "@/lib/time-format"
import { kindWords } from "./kind-words"
import { SourceButtons } from "./source-buttons"
import type { SourceLine } from "./source-lines"

export interface SourcesTableProps {
  lines: readonly SourceLine[]
  total: SourceLine
  zone: string
  /** `CET`. */
  zoneName: string
  currency: string
  /** Whether they may change sources. */
  mayKeep: boolean
  /** Whether they may make alert rules. */
  mayWatch: boolean
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

function actionsColumn(may: { mayKeep: boolean; mayWatch: boolean }): Column<SourceLine> {
  return {
    id: "actions",
    header: "Actions",
    phone: "hidden",
    total: null,
    cell: ({ id, name, bills, webhook }) =>
      id === null ? null : <SourceButtons {...may} id={id} name={name} bills={bills} webhook={webhook} />,
  }
}

function columnsFor({
  zone,
  zoneName,
  currency,
  mayKeep,
  mayWatch,
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
    {
      id: "kind",
      header: "Sends by",
      align: "left",
      phone: "hidden",
      total: null,
      cell: (line) => (line.bills ? `${kindWords(line.kind)}, bills` : kindWords(line.kind)),
    },
    ...rangeColumns("24h", currency),
    ...rangeColumns("7d", currency),
    {
      id: "keys",
      header: "Keys",
      phone: "hidden",
      sort: byNumber((line) => line.keys),
      cell: (line) => line.keys,
    },
    lastColumn(zone, zoneName),
    ...(mayKeep || mayWatch ? [actionsColumn({ mayKeep, mayWatch })] : []),
  ]
}

const idOf = (line: SourceLine) => String(line.id)

export function SourcesTable({ lines, total, ...asked }: SourcesTableProps) {
  const { zone, zoneName, currency, mayKeep, mayWatch } = asked
  const columns = useMemo(
    () => columnsFor({ zone, zoneName, currency, mayKeep, mayWatch }),
    [zone, zoneName, currency, mayKeep, mayWatch],
  )
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
