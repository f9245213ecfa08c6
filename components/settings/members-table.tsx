"use client"

import { useMemo } from "react"
import { byNumber, byText, type Column } from "@/components/tables/column"
import { DataTable } from "@/components/tables/data-table"
import type { MemberSummary } from "@/lib/auth/member-schema"
import { formatInstant } from "@/lib/time-format"
import { AskButton } from "./ask-button"
import { ChangeButton } from "./change-button"
import type { InviteDialogProps } from "./invite-dialog"
import { ROLE_WORDS, sightWords } from "./role-words"

export interface MembersTableProps extends InviteDialogProps {
  members: readonly MemberSummary[]
  zone: string
}

const keysWords = (keys: number) => {
  if (keys === 0) return "They made no key that works."
  return `Their ${keys === 1 ? "key goes" : `${keys} keys go`} on sending events, and ${keys === 1 ? "reads and manages" : "read and manage"} no more; revoke ${keys === 1 ? "it" : "them"} on Sources.`
}

function Remove({ member: { id, name, keys } }: { member: MemberSummary }) {
  return (
    <AskButton
      word="Remove"
      title={`Remove ${name}`}
      description={`${name} is signed out everywhere at once and cannot come back without an invitation. ${keysWords(keys)}`}
      action="Remove member"
      path={`/api/v1/members/${id}`}
    />
  )
}

function columnsFor({ zone, roles, ...fields }: Omit<MembersTableProps, "members">): Column<MemberSummary>[] {
  return [
    {
      id: "name",
      header: "Name",
      align: "left",
      sort: byText(({ name }) => name),
      cell: ({ name, is_self }) => (is_self ? `${name} (you)` : name),
    },
    {
      id: "email",
      header: "E-mail",
      align: "left",
      phone: "hidden",
      sort: byText(({ email }) => email),
      cell: ({ email }) => email,
    },
    {
      id: "role",
      header: "Role",
      align: "left",
      sort: byText(({ role }) => role),
      cell: ({ role }) => ROLE_WORDS[role].label,
    },
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
      id: "last",
      header: "Last sign-in",
      align: "left",
      phone: "hidden",
      sort: byText(({ last_sign_in_at }) => last_sign_in_at ?? ""),
      cell: ({ last_sign_in_at: at }) =>
        at === null ? <span className="text-ink-3">never</span> : formatInstant(new Date(at), zone),
    },
    {
      id: "keys",
      header: "Keys",
      phone: "hidden",
      sort: byNumber(({ keys }) => keys),
      cell: ({ keys }) => keys,
    },
    {
      id: "actions",
      header: "Actions",
      cell: (member) =>
        roles.includes(member.role) ? (
          <span className="inline-flex gap-3">
            <ChangeButton member={member} roles={roles} {...fields} />
            <Remove member={member} />
          </span>
        ) : (
          <span className="text-ink-3">owners only</span>
        ),
    },
  ]
}

const idOf = ({ id }: MemberSummary) => String(id)

export function MembersTable({ members, zone, roles, narrowable, knownTeams }: MembersTableProps) {
  const columns = useMemo(
    () => columnsFor({ zone, roles, narrowable, knownTeams }),
    [zone, roles, narrowable, knownTeams],
  )
  return (
    <DataTable
      label="Members"
      columns={columns}
      rows={members}
      rowId={idOf}
      sortParam="members"
      density="comfortable"
    />
  )
}
