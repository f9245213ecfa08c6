"use client"

import { useMemo, useState } from "react"
import { byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { Status } from "@/components/ui/status"
import { TextButton } from "@/components/ui/text-button"
import type { KeySummary } from "@/lib/auth/key-schema"
import { formatDate, formatInstant, formatMinutes } from "@/lib/time-format"
import { KeyButtons } from "./key-buttons"
import { type KeyState, keyState } from "./key-state"

interface KeyLine extends KeySummary {
  state: KeyState
}

export interface KeysTableProps {
  keys: readonly KeySummary[]
  zone: string
  /** When the page was made, RFC 3339. */
  now: string
}

const sends = ({ scopes }: KeySummary) => scopes.includes("ingest") || scopes.includes("backfill")

function dateColumn(
  id: "last_used_at" | "expires_at" | "created_at",
  header: string,
  missing: string,
  shown: (at: Date) => string,
): Column<KeyLine> {
  return {
    id,
    header,
    align: "left",
    phone: "hidden",
    sort: byText((key) => key[id] ?? ""),
    cell: (key) => {
      const at = key[id]
      return at === null ? <span className="text-ink-3">{missing}</span> : shown(new Date(at))
    },
  }
}

function lastUsedColumn(zone: string): Column<KeyLine> {
  const shown = (at: Date) => `${formatDate(at, zone)}, ${formatMinutes(at, zone)}`
  const column = dateColumn("last_used_at", "Last used", "never", shown)
  return {
    ...column,
    cell: (key) => (
      <>
        {column.cell(key)}
        {key.last_used_address && <span className="text-ink-3"> from {key.last_used_address}</span>}
      </>
    ),
  }
}

/** The key itself stands below its name: a row has room for nothing more beside it. */
function nameCell({ name, shown }: KeyLine) {
  return (
    <span className="block py-1.5 leading-4">
      {name}
      <code className="block text-ink-3 text-xs max-md:hidden">{shown}</code>
    </span>
  )
}

/** What its maker lost the right to is struck through. */
function scopesCell({ scopes, scopes_now }: KeyLine) {
  return scopes.map((scope, index) => (
    <span key={scope}>
      {index > 0 && ", "}
      {scopes_now.includes(scope) ? scope : <s className="text-ink-3">{scope}</s>}
    </span>
  ))
}

function columnsFor(zone: string): Column<KeyLine>[] {
  return [
    { id: "name", header: "Key", align: "left", sort: byText((key) => key.name), cell: nameCell },
    {
      id: "source",
      header: "Source",
      align: "left",
      phone: "hidden",
      sort: byText((key) => key.source?.name ?? ""),
      cell: (key) => key.source?.name ?? <span className="text-ink-3">none</span>,
    },
    { id: "scopes", header: "Scopes", align: "left", phone: "hidden", cell: scopesCell },
    {
      id: "maker",
      header: "Made by",
      align: "left",
      phone: "hidden",
      sort: byText((key) => key.created_by?.name ?? ""),
      cell: (key) => key.created_by?.name ?? <span className="text-ink-3">–</span>,
    },
    dateColumn("created_at", "Created", "", (at) => formatDate(at, zone)),
    lastUsedColumn(zone),
    dateColumn("expires_at", "Expires", "never", (at) => formatInstant(at, zone)),
    {
      id: "state",
      header: "State",
      align: "left",
      cell: ({ state }) =>
        state.kind === null ? (
          <span className="text-ink-3">{state.word}</span>
        ) : (
          <Status kind={state.kind}>{state.word}</Status>
        ),
    },
    {
      id: "actions",
      header: "Actions",
      cell: (key) =>
        key.state.ended ? null : (
          <KeyButtons
            id={key.id}
            name={key.name}
            shown={key.shown}
            sends={sends(key)}
            isReplaced={key.replaced_by !== null}
          />
        ),
    },
  ]
}

const idOf = (key: KeyLine) => String(key.id)
const ended = (key: KeyLine) => key.state.ended

/** Every key, those that ended on request. */
export function KeysTable({ keys, zone, now }: KeysTableProps) {
  const [all, setAll] = useState(false)
  const columns = useMemo(() => columnsFor(zone), [zone])
  const lines = useMemo(
    () => keys.map((key) => ({ ...key, state: keyState(key, new Date(now)) })),
    [keys, now],
  )
  const gone = lines.filter(ended).length
  return (
    <>
      <DataTable
        label="API keys"
        columns={columns}
        rows={all ? lines : lines.filter((line) => !line.state.ended)}
        rowId={idOf}
        sortParam="keys"
        last={ended}
        muted={ended}
      />
      {gone > 0 && (
        <p className="mt-2 text-xs">
          <TextButton onClick={() => setAll(!all)}>
            {all ? "Hide" : "Show"} {gone} revoked or expired
          </TextButton>
        </p>
      )}
    </>
  )
}
