"use client"

import { useMemo } from "react"
import { AskButton } from "@/components/settings/ask-button"
import { byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { TextLink } from "@/components/ui/text-link"
import type { GivenName } from "@/lib/attribution/schema"
import { dimensionLabel } from "@/lib/spend/filter"
import { formatInstant } from "@/lib/time-format"

export interface NameLine extends GivenName {
  /** The page of what is called so; null where its dimension has none. */
  href: string | null
}

function columnsFor(zone: string, mayChange: boolean): Column<NameLine>[] {
  const columns: Column<NameLine>[] = [
    {
      id: "dimension",
      header: "Dimension",
      align: "left",
      sort: byText((line) => line.dimension),
      cell: ({ dimension }) => dimensionLabel(dimension),
    },
    {
      id: "value",
      header: "Sent as",
      align: "left",
      sort: byText((line) => line.value),
      cell: ({ value }) => value,
    },
    {
      id: "called",
      header: "Called",
      align: "left",
      sort: byText((line) => line.name),
      cell: ({ name, href }) => (href ? <TextLink href={href}>{name}</TextLink> : name),
    },
    {
      id: "given",
      header: "Since",
      align: "left",
      phone: "hidden",
      cell: ({ given_at, given_by }) =>
        `${formatInstant(new Date(given_at), zone)}${given_by === null ? "" : `, ${given_by}`}`,
    },
  ]
  if (!mayChange) return columns
  const take: Column<NameLine> = {
    id: "take",
    header: "Take back",
    cell: ({ id, value, name }) => (
      <AskButton
        word="Take back"
        title={`Take back the name ${name} from ${value}`}
        description={`It is called ${value} again, at every time.`}
        action="Take the name back"
        path={`/api/v1/names/${id}`}
      />
    ),
  }
  return [...columns, take]
}

const idOf = ({ id }: NameLine) => String(id)

export interface NamesTableProps {
  names: readonly NameLine[]
  zone: string
  mayChange: boolean
}

/** Values that are called otherwise than they were sent. */
export function NamesTable({ names, zone, mayChange }: NamesTableProps) {
  const columns = useMemo(() => columnsFor(zone, mayChange), [zone, mayChange])
  return <DataTable label="Given names" columns={columns} rows={names} rowId={idOf} sortParam="names" />
}
