import { clsx } from "clsx"
import type { Column } from "@/components/tables/column"
import { TextLink } from "@/components/ui/text-link"
import { UNKNOWN } from "@/lib/money-format"
import { UNATTRIBUTED } from "@/lib/spend/filter"
import type { Dimension } from "@/lib/spend/schema"
import type { View } from "@/lib/spend/url"
import { formatDuration } from "@/lib/time-format"
import { eventHref, type ListPlace, valueHref } from "./event-address"
import type { EventLine } from "./event-lines"
import { EventStatus } from "./event-status"

/** Left out while an event is open beside the list; of several days also what the event itself says first. */
const WIDE_ONLY: ReadonlySet<string> = new Set(["feature", "team", "latency"])
const WIDE_OR_ONE_DAY: ReadonlySet<string> = new Set([...WIDE_ONLY, "tokens"])

export const OPTIONAL_COLUMNS = [
  { id: "user", header: "User", optional: true },
  { id: "feature", header: "Feature", optional: true },
  { id: "team", header: "Team", optional: true },
  { id: "status", header: "Status", optional: true },
  { id: "latency", header: "Latency", optional: true },
  { id: "tokens", header: "Tokens", optional: true },
] as const

interface ValueProps {
  view: View
  dimension: Dimension
  value: string | null
}

/** A value that narrows the list to itself; the arrow keys reach it, Tab passes it by. */
function Value({ view, dimension, value }: ValueProps) {
  const missing = value === null
  return (
    <span className={missing ? "text-ink-3" : undefined}>
      <TextLink quiet href={valueHref(view, dimension, value)} prefetch={false} tabIndex={-1}>
        {value ?? UNATTRIBUTED}
      </TextLink>
    </span>
  )
}

/** A column of one dimension. */
function valueColumn(view: View, dimension: "user" | "feature" | "team", beside: boolean): Column<EventLine> {
  const header = OPTIONAL_COLUMNS.find(({ id }) => id === dimension)?.header ?? dimension
  return {
    id: dimension,
    header,
    align: "left",
    phone: "hidden",
    optional: true,
    cell: (line) => (
      <span
        className={clsx("block truncate", beside ? "max-w-28" : "max-w-44")}
        title={line[dimension] ?? ""}
      >
        <Value view={view} dimension={dimension} value={line[dimension]} />
      </span>
    ),
  }
}

function timeColumn(place: ListPlace, header: string): Column<EventLine> {
  return {
    id: "time",
    header,
    align: "left",
    cell: (line) => (
      <TextLink quiet href={eventHref(line.id, place)} prefetch={false} scroll={false} data-opens={line.id}>
        {line.day && <span className="text-ink-3 max-md:block max-md:text-xs">{line.day} </span>}
        {line.clock}
      </TextLink>
    ),
  }
}

/** On phones the route stands below the model. */
function modelColumn(view: View, beside: boolean): Column<EventLine> {
  return {
    id: "model",
    header: "Model, route",
    align: "left",
    cell: (line) => (
      <span className={clsx("flex gap-x-1.5 max-md:block max-md:w-26", beside ? "max-w-44" : "max-w-72")}>
        <span className="block min-w-0 truncate" title={line.model}>
          <Value view={view} dimension="model" value={line.model} />
        </span>
        <span className="block text-ink-3 max-md:truncate max-md:text-xs">
          <Value view={view} dimension="route" value={line.route} />
        </span>
      </span>
    ),
  }
}

const FIGURES: Column<EventLine>[] = [
  {
    id: "status",
    header: "Status",
    align: "left",
    optional: true,
    cell: (line) => <EventStatus {...line} />,
  },
  {
    id: "latency",
    header: "Latency",
    phone: "hidden",
    optional: true,
    cell: (line) => (line.latencyMs === null ? UNKNOWN : formatDuration(line.latencyMs)),
  },
  { id: "tokens", header: "Tokens", phone: "hidden", optional: true, cell: (line) => line.tokensText },
  {
    id: "billed",
    header: "Billed",
    cell: (line) => (
      <>
        {line.corrected === null ? line.billedText : <s className="text-ink-3">{line.billedText}</s>}
        <span className="invisible" aria-hidden="true">
          {"0".repeat(line.billedPad)}
        </span>
      </>
    ),
  },
]

export interface ColumnFacts {
  place: ListPlace
  timeHeader: string
  /** An event is open beside the list. */
  beside: boolean
  oneDay: boolean
}

/** The columns of the list; beside an open event only those that leave it room. */
export function eventColumns({ place, timeHeader, beside, oneDay }: ColumnFacts): Column<EventLine>[] {
  const { view } = place
  const all = [
    timeColumn(place, timeHeader),
    valueColumn(view, "user", beside),
    valueColumn(view, "feature", beside),
    valueColumn(view, "team", beside),
    modelColumn(view, beside),
    ...FIGURES,
  ]
  const left = oneDay ? WIDE_ONLY : WIDE_OR_ONE_DAY
  return beside ? all.filter(({ id }) => !left.has(id)) : all
}
