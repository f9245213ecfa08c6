"use client"

import { useMemo } from "react"
import { AskButton } from "@/components/settings/ask-button"
import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import type { CreditSummary } from "@/lib/credits/schema"
import { formatMoney } from "@/lib/money-format"
import { formatInstant } from "@/lib/time-format"
import { grantedWords, leftWords } from "./burn-down-model"

function stateWords({ state, pending }: CreditSummary): string {
  const word = state.charAt(0).toUpperCase() + state.slice(1)
  return pending ? `${word}, being applied` : word
}

function columnsFor(zone: string, mayChange: boolean): Column<CreditSummary>[] {
  const time = (text: string | null) => (text === null ? "never" : formatInstant(new Date(text), zone))
  const columns: Column<CreditSummary>[] = [
    { id: "name", header: "Credit", align: "left", cell: ({ name }) => name },
    {
      id: "scope",
      header: "Pays for",
      align: "left",
      phone: "hidden",
      cell: ({ scope }) => (
        <span className="block min-w-40 wrap-anywhere whitespace-normal">
          {scope.join("; ") || "every call"}
        </span>
      ),
    },
    { id: "granted", header: "Granted", cell: grantedWords },
    { id: "paid", header: "Paid", cell: ({ used, currency }) => formatMoney(used.billed, currency) },
    { id: "left", header: "Left", cell: leftWords },
    { id: "starts", header: "Starts", align: "left", phone: "hidden", cell: (row) => time(row.starts_at) },
    { id: "expires", header: "Expires", align: "left", cell: (row) => time(row.expires_at) },
    { id: "state", header: "State", align: "left", cell: stateWords },
  ]
  if (!mayChange) return columns
  const withdraw: Column<CreditSummary> = {
    id: "withdraw",
    header: "Withdraw",
    cell: ({ id, name, state }) =>
      state !== "withdrawn" && (
        <AskButton
          word="Withdraw"
          title={`Withdraw ${name}`}
          description="As if it had never been: what it paid counts as billed again, in past months too."
          action="Withdraw credit"
          path={`/api/v1/credits/${id}`}
        />
      ),
  }
  return [...columns, withdraw]
}

const idOf = ({ id }: CreditSummary) => String(id)

export interface CreditsTableProps {
  credits: readonly CreditSummary[]
  zone: string
  mayChange: boolean
}

export function CreditsTable({ credits, zone, mayChange }: CreditsTableProps) {
  const columns = useMemo(() => columnsFor(zone, mayChange), [zone, mayChange])
  return <DataTable label="Credits" columns={columns} rows={credits} rowId={idOf} />
}
