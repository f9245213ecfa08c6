"use client"

import { useMemo } from "react"
import type { Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import type { InvitationSummary } from "@/lib/auth/member-schema"
import { formatInstant } from "@/lib/time-format"
import { AskButton } from "./ask-button"
import { ROLE_WORDS, sightWords } from "./role-words"

function columnsFor(zone: string): Column<InvitationSummary>[] {
  return [
    { id: "email", header: "E-mail", align: "left", cell: ({ email }) => email },
    { id: "role", header: "Role", align: "left", cell: ({ role }) => ROLE_WORDS[role].label },
    {
      id: "teams",
      header: "Teams",
      align: "left",
      phone: "hidden",
      cell: ({ teams }) => (
        <span className="block min-w-40 wrap-anywhere whitespace-normal">{sightWords(teams)}</span>
      ),
    },
    {
      id: "by",
      header: "Invited by",
      align: "left",
      phone: "hidden",
      cell: ({ invited_by }) => invited_by ?? <span className="text-ink-3">somebody who left</span>,
    },
    {
      id: "until",
      header: "Works until",
      align: "left",
      phone: "hidden",
      cell: ({ expires_at }) => formatInstant(new Date(expires_at), zone),
    },
    {
      id: "withdraw",
      header: "Withdraw",
      cell: ({ id, email }) => (
        <AskButton
          word="Withdraw"
          title={`Withdraw ${email}`}
          description="The link opens nothing any more. Another invitation can be made."
          action="Withdraw invitation"
          path={`/api/v1/invitations/${id}`}
        />
      ),
    },
  ]
}

const idOf = ({ id }: InvitationSummary) => String(id)

export interface InvitationsTableProps {
  invitations: readonly InvitationSummary[]
  zone: string
}

/** Those that were not accepted yet. */
export function InvitationsTable({ invitations, zone }: InvitationsTableProps) {
  const columns = useMemo(() => columnsFor(zone), [zone])
  return (
    <DataTable
      label="Open invitations"
      columns={columns}
      rows={invitations}
      rowId={idOf}
      sortParam="invitations"
    />
  )
}
