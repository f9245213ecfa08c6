"use client"

import { useMemo } from "react"
import { DataTable } from "@/components/tables/data-table"
import { eventHref, type ListPlace } from "./event-address"
import { eventColumns } from "./event-columns"
import type { EventLine, EventList } from "./event-lines"

export interface EventsTableProps extends EventList {
  /** Where the list is; opening an event keeps it. */
  place: ListPlace
  openId: string | null
}

const NEWEST_FIRST = { id: "time", descending: true }
const idOf = (line: EventLine) => line.id

export function EventsTable({ lines, timeHeader, place, openId }: EventsTableProps) {
  const beside = openId !== null
  const oneDay = lines.every((line) => line.day === null)
  const columns = useMemo(
    () => eventColumns({ place, timeHeader, beside, oneDay }),
    [place, timeHeader, beside, oneDay],
  )
  return (
    <DataTable
      label="Events"
      name="events"
      columns={columns}
      rows={lines}
      rowId={idOf}
      rowHref={(line) => eventHref(line.id, place)}
      defaultSort={NEWEST_FIRST}
      sortedBy="server"
      selectedId={openId}
    />
  )
}
