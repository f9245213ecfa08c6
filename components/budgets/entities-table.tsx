"use client"

import { useMemo } from "react"
import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { EntityRow } from "./entity-rows"
import { Meter } from "./meter"
import { STATE_KINDS } from "./state-kinds"

function columnsFor(header: string): Column<EntityRow>[] {
  return [
    {
      id: "entity",
      header,
      align: "left",
      cell: ({ name, href }) =>
        href === null ? (
          name
        ) : (
          <TextLink quiet href={href} prefetch={false}>
            {name}
          </TextLink>
        ),
    },
    {
      id: "meter",
      header: "Of the limit",
      align: "left",
      phone: "hidden",
      cell: ({ state, percent }) => state && <Meter percent={percent} state={state} />,
    },
    { id: "spent", header: "Spent", cell: ({ spent }) => spent },
    { id: "left", header: "Left", phone: "hidden", cell: ({ left }) => left },
    { id: "share", header: "%", cell: ({ share }) => share },
    {
      id: "state",
      header: "State",
      align: "left",
      cell: ({ state, stateText }) => state && <Status kind={STATE_KINDS[state]}>{stateText}</Status>,
    },
  ]
}

const idOf = ({ id }: EntityRow) => id
const isSeveral = ({ state }: EntityRow) => state === null

export interface EntitiesTableProps {
  header: string
  rows: readonly EntityRow[]
  total: EntityRow
}

/** Where each entity of a fan-out stands, largest first. */
export function EntitiesTable({ header, rows, total }: EntitiesTableProps) {
  const columns = useMemo(() => columnsFor(header), [header])
  return (
    <DataTable
      label="Entities"
      columns={columns}
      rows={rows}
      rowId={idOf}
      total={total}
      last={isSeveral}
      muted={isSeveral}
    />
  )
}
