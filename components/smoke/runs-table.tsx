"use client"

import { AskButton } from "@/components/settings/ask-button"
import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"

/** A run as its row says it. */
export interface RunLine {
  id: number
  name: string
  href: string
  when: string
  routes: string
  faults: number
  stopped: boolean
  spent: string
  isShown: boolean
  /** Adds it to what is compared, or takes it out; null where it is all that is shown. */
  toggleHref: string | null
}

function Found({ line: { faults, stopped } }: { line: RunLine }) {
  if (faults > 0) return <Status kind="bad">{faults} wrong or missing</Status>
  return stopped ? <Status kind="warn">Stopped at its cap</Status> : <Status kind="ok">Nothing wrong</Status>
}

function Compare({ line: { id, isShown, toggleHref } }: { line: RunLine }) {
  if (toggleHref === null) return <span className="text-ink-3">Shown</span>
  return (
    <TextLink
      href={toggleHref}
      prefetch={false}
      scroll={false}
      aria-label={isShown ? `Leave out run ${id}` : `Compare run ${id}`}
    >
      {isShown ? "Leave out" : "Compare"}
    </TextLink>
  )
}

const COLUMNS: Column<RunLine>[] = [
  {
    id: "run",
    header: "Run",
    align: "left",
    cell: ({ name, href }) => (
      <span className="block max-w-40 whitespace-normal md:max-w-none">
        <TextLink href={href} prefetch={false}>
          {name}
        </TextLink>
      </span>
    ),
  },
  { id: "when", header: "Started", align: "left", phone: "hidden", cell: ({ when }) => when },
  {
    id: "routes",
    header: "Routes",
    align: "left",
    phone: "hidden",
    cell: ({ routes }) => <span className="block max-w-80 truncate">{routes}</span>,
  },
  { id: "found", header: "Found", align: "left", cell: (line) => <Found line={line} /> },
  { id: "spent", header: "Spent", phone: "hidden", cell: ({ spent }) => spent },
  { id: "compare", header: "Beside", cell: (line) => <Compare line={line} /> },
]

const DELETE: Column<RunLine> = {
  id: "delete",
  header: "Delete",
  phone: "hidden",
  cell: ({ id }) => (
    <AskButton
      word="Delete"
      title={`Delete run ${id}`}
      description="Its results go with what was sent and what came back, and it counts no more in Decide."
      action="Delete run"
      path={`/api/v1/smoke/runs/${id}`}
    />
  ),
}

const idOf = ({ id }: RunLine) => String(id)

/** The runs there are, the newest first. */
export function RunsTable({ lines, mayDelete }: { lines: readonly RunLine[]; mayDelete: boolean }) {
  return (
    <DataTable label="Runs" columns={mayDelete ? [...COLUMNS, DELETE] : COLUMNS} rows={lines} rowId={idOf} />
  )
}
