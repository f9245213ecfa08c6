"use client"

import { useMemo } from "react"
import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { DeliveryAttempt, DeliverySummary } from "@/lib/delivery/schema"
import { formatDuration, formatInstant } from "@/lib/time-format"
import { attemptWords, deliveryState } from "./endpoint-words"
import { SendAgain } from "./send-again"

/** A message, or one of the attempts to send it. */
interface Line {
  id: string
  delivery: DeliverySummary | null
  /** Of a message: the newest. */
  attempt: DeliveryAttempt | null
  parts: Line[]
}

function lineOf(delivery: DeliverySummary): Line {
  const { id, attempts } = delivery
  const parts = attempts.map((attempt) => ({
    ...{ id: `${id} ${attempt.attempt}`, delivery: null, attempt, parts: [] },
  }))
  return { id, delivery, attempt: attempts[0] ?? null, parts }
}

function What({ line: { delivery, attempt } }: { line: Line }) {
  if (!delivery) return `Attempt ${attempt?.attempt ?? ""}`
  const { title, path } = delivery.message
  const words = (
    <span className="inline-block min-w-28 wrap-anywhere whitespace-normal align-middle">{title}</span>
  )
  return path === null ? (
    words
  ) : (
    <TextLink quiet href={path} prefetch={false}>
      {words}
    </TextLink>
  )
}

function State({ line: { delivery, attempt } }: { line: Line }) {
  if (!delivery) return attempt?.fault === null ? "taken" : "not taken"
  const { kind, word } = deliveryState(delivery)
  return <Status kind={kind}>{word}</Status>
}

function columnsFor(zone: string, mayChange: boolean): Column<Line>[] {
  const moment = (at: string | null) => (at === null ? "–" : formatInstant(new Date(at), zone))
  const columns: Column<Line>[] = [
    { id: "what", header: "Message", align: "left", cell: (line) => <What line={line} /> },
    { id: "state", header: "State", align: "left", cell: (line) => <State line={line} /> },
    {
      id: "at",
      header: "When",
      align: "left",
      phone: "hidden",
      cell: ({ delivery, attempt }) => moment(delivery?.created_at ?? attempt?.at ?? null),
    },
    {
      id: "answer",
      header: "Newest answer",
      align: "left",
      cell: ({ attempt }) => (
        <span className="block min-w-48 py-1 wrap-anywhere whitespace-normal">
          {attempt === null ? "–" : attemptWords(attempt)}
        </span>
      ),
    },
    {
      id: "ms",
      header: "Took",
      phone: "hidden",
      cell: ({ attempt }) => (attempt === null ? "–" : formatDuration(attempt.ms)),
    },
    {
      id: "next",
      header: "Next try",
      align: "left",
      phone: "hidden",
      cell: ({ delivery }) => (delivery === null ? "" : moment(delivery.next_try_at)),
    },
  ]
  if (!mayChange) return columns
  return [
    ...columns,
    {
      id: "again",
      header: "Again",
      cell: ({ delivery }) =>
        delivery && <SendAgain id={delivery.id} title={delivery.message.title} key={delivery.state} />,
    },
  ]
}

const idOf = ({ id }: Line) => id

export interface DeliveriesTableProps {
  deliveries: readonly DeliverySummary[]
  zone: string
  mayChange: boolean
}

/** What was sent to an endpoint, newest first; each message opens to its attempts. */
export function DeliveriesTable({ deliveries, zone, mayChange }: DeliveriesTableProps) {
  const columns = useMemo(() => columnsFor(zone, mayChange), [zone, mayChange])
  const lines = useMemo(() => deliveries.map(lineOf), [deliveries])
  return (
    <DataTable
      label="Messages"
      columns={columns}
      rows={lines}
      rowId={idOf}
      within={({ parts }) => parts}
      nameOf={({ delivery }) => delivery?.message.title ?? ""}
      density="comfortable"
    />
  )
}
