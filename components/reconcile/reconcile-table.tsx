"use client"

import { useMemo } from "react"
import { byAmount, byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import { TextLink } from "@/components/ui/text-link"
import { PART_WORDS } from "@/lib/reconcile/part-words-schema"
import type { By } from "@/lib/reconcile/rows-schema"
import type { MoneyCell, ReconcileLine, ReconcileLines } from "@/lib/reconcile/series"
import { StateWord } from "./state-word"

interface Props extends ReconcileLines {
  by: By
  currency: string
  /** The row that is open below. */
  selectedId: string | null
}

function Amount({ cell, currency }: { cell: MoneyCell; currency: string }) {
  return (
    <span className={cell.amount === "0" ? "text-ink-3" : undefined} title={`${cell.amount} ${currency}`}>
      {cell.text}
    </span>
  )
}

interface LineProps {
  line: ReconcileLine
  currency: string
}

/** What has no price is in no amount: an amount of nothing but such calls is not $0. */
function LedgerAmount({ line: { ledger, unpriced }, currency }: LineProps) {
  if (unpriced === null) return <Amount cell={ledger} currency={currency} />
  return (
    <>
      {ledger.amount !== "0" && <Amount cell={ledger} currency={currency} />}
      <span className="block text-xs text-ink-3">{unpriced}</span>
    </>
  )
}

/** On a phone, which shows no column for the ledger, it says so here. */
function Difference({ line: { difference, unpriced }, currency }: LineProps) {
  return (
    <>
      <Amount cell={difference} currency={currency} />
      {unpriced !== null && (
        <span className="ml-auto block max-w-20 pb-1 whitespace-normal text-xs text-ink-3 md:hidden">
          {unpriced}
        </span>
      )}
    </>
  )
}

const HEADS: Record<By, string> = { row: "Model", day: "Day", model: "Model", provider: "Provider" }
type Part = keyof ReconcileLine["parts"]
const PARTS = ["events", "tokens", "price", "charges", "timing", "rounding", "unknown"] as const

function money(
  id: string,
  header: string,
  pick: (line: ReconcileLine) => MoneyCell,
  currency: string,
): Column<ReconcileLine> {
  return {
    id,
    header,
    sort: byAmount((line) => pick(line).amount),
    cell: (line) => <Amount cell={pick(line)} currency={currency} />,
  }
}

function named(by: By): Column<ReconcileLine>[] {
  const name: Column<ReconcileLine> = {
    id: "name",
    header: HEADS[by],
    align: "left",
    sort: byText((line) => (by === "day" ? (line.day ?? "") : line.name)),
    cell: ({ name: text, href, kind }) =>
      href && kind === "row" ? (
        <span className="block min-w-25 max-w-30 wrap-anywhere whitespace-normal md:min-w-0 md:max-w-56 md:truncate">
          <TextLink href={href} prefetch={false} scroll={by === "row"} title={text}>
            {text}
          </TextLink>
        </span>
      ) : (
        text
      ),
  }
  const day: Column<ReconcileLine> = {
    id: "day",
    header: "Day",
    align: "left",
    sort: byText((line) => line.day ?? ""),
    cell: ({ dayText }) => dayText,
  }
  const provider: Column<ReconcileLine> = {
    id: "provider",
    header: "Provider",
    align: "left",
    phone: "hidden",
    sort: byText((line) => line.provider),
    cell: ({ provider: text }) => text,
  }
  if (by === "row") return [name, day, provider]
  return by === "model" ? [name, provider] : [name]
}

function columnsFor(
  by: By,
  currency: string,
  shown: readonly Part[],
  hasAdjusted: boolean,
): Column<ReconcileLine>[] {
  const parts = shown.map((part) => ({
    ...money(part, PART_WORDS[part].label, (line) => line.parts[part], currency),
    optional: true,
    phone: "hidden" as const,
  }))
  return [
    ...named(by),
    { ...money("bill", "Bill", (line) => line.bill, currency), phone: "hidden" },
    {
      ...money("ledger", "Ledger", (line) => line.ledger, currency),
      phone: "hidden",
      cell: (line) => <LedgerAmount line={line} currency={currency} />,
    },
    {
      ...money("difference", "Difference", (line) => line.difference, currency),
      cell: (line) => <Difference line={line} currency={currency} />,
    },
    ...parts,
    ...(hasAdjusted ? [money("adjusted", "Adjusted", (line) => line.adjusted, currency)] : []),
    {
      id: "state",
      header: "State",
      align: "left",
      total: null,
      cell: ({ state, notes }) =>
        state && (
          <>
            <StateWord state={state} />
            {notes > 0 && state === "open" && <span className="text-ink-3">, {notes} noted</span>}
          </>
        ),
    },
  ]
}

const idOf = ({ id }: ReconcileLine) => id
const hrefOf = ({ href }: ReconcileLine) => href
const isLast = ({ kind }: ReconcileLine) => kind !== "row"
const isMuted = ({ kind }: ReconcileLine) => kind === "other"

/** Bill, ledger and what lies between. A press on a row says why. */
export function ReconcileTable({ lines, total, hasAdjusted, by, currency, selectedId }: Props) {
  const columns = useMemo(() => {
    // Parts that no row has would only push the others out of sight.
    const shown = PARTS.filter((part) => [...lines, total].some((line) => line.parts[part].amount !== "0"))
    return columnsFor(by, currency, shown, hasAdjusted)
  }, [by, currency, hasAdjusted, lines, total])
  return (
    <DataTable
      label="Bill and ledger"
      name="reconcile"
      columns={columns}
      rows={lines}
      total={total}
      rowId={idOf}
      rowHref={hrefOf}
      last={isLast}
      muted={isMuted}
      selectedId={selectedId}
    />
  )
}
