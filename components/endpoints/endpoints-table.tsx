"use client"

import { useMemo } from "react"
import { byNumber, byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { EndpointSummary } from "@/lib/delivery/schema"
import { formatInstant } from "@/lib/time-format"
import { endpointHref } from "./endpoint-href"
import { endpointState, KIND_WORDS } from "./endpoint-words"
import { SendTest } from "./send-test"

export interface EndpointsTableProps {
  endpoints: readonly EndpointSummary[]
  zone: string
  selected: number | null
  mayChange: boolean
}

function State({ endpoint }: { endpoint: EndpointSummary }) {
  const { kind, word } = endpointState(endpoint)
  return <Status kind={kind}>{word}</Status>
}

function columnsFor(zone: string, mayChange: boolean): Column<EndpointSummary>[] {
  const columns: Column<EndpointSummary>[] = [
    {
      id: "name",
      header: "Endpoint",
      align: "left",
      sort: byText(({ name }) => name),
      cell: (endpoint) => (
        <TextLink quiet href={endpointHref(endpoint)} scroll={false}>
          {endpoint.name}
        </TextLink>
      ),
    },
    {
      id: "kind",
      header: "Kind",
      align: "left",
      phone: "hidden",
      sort: byText(({ kind }) => KIND_WORDS[kind].label),
      cell: ({ kind }) => KIND_WORDS[kind].label,
    },
    {
      id: "to",
      header: "To",
      align: "left",
      phone: "hidden",
      cell: ({ shown }) => <span className="block wrap-anywhere whitespace-normal">{shown}</span>,
    },
    {
      id: "state",
      header: "State",
      align: "left",
      sort: byText((endpoint) => endpointState(endpoint).word),
      cell: (endpoint) => <State endpoint={endpoint} />,
    },
    {
      id: "taken",
      header: "Last taken",
      align: "left",
      phone: "hidden",
      sort: byText(({ delivered_at }) => delivered_at ?? ""),
      cell: ({ delivered_at: at }) =>
        at === null ? <span className="text-ink-3">never</span> : formatInstant(new Date(at), zone),
    },
    {
      id: "waiting",
      header: "Being tried",
      phone: "hidden",
      sort: byNumber(({ waiting }) => waiting),
      cell: ({ waiting }) => waiting,
    },
  ]
  if (!mayChange) return columns
  return [
    ...columns,
    {
      id: "test",
      header: "Test",
      cell: ({ id, name }) => (
        <span className="relative inline-flex flex-wrap justify-end gap-x-3 py-1">
          <SendTest id={id} name={name} />
        </span>
      ),
    },
  ]
}

const idOf = ({ id }: Pick<EndpointSummary, "id">) => String(id)

/** Where alerts can go, and whether it takes them. */
export function EndpointsTable({ endpoints, zone, selected, mayChange }: EndpointsTableProps) {
  const columns = useMemo(() => columnsFor(zone, mayChange), [zone, mayChange])
  return (
    <DataTable
      label="Endpoints"
      columns={columns}
      rows={endpoints}
      rowId={idOf}
      rowHref={endpointHref}
      selectedId={selected === null ? null : String(selected)}
      sortParam="endpoints"
      density="comfortable"
    />
  )
}
