import "server-only"
import * as z from "zod"
import type { InvitationSummary, MemberSummary } from "@/lib/auth/member-schema"
import { ROLES, type Scope } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"

const memberRow = z.object({
  id: z.int(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  teams: z.array(z.string()).nullable(),
  joined_at: z.date(),
  last_sign_in_at: z.date().nullable(),
  keys: z.int(),
})

/** Everybody of the organisation by name. */
export async function listMembers({ orgId, actor }: Scope): Promise<MemberSummary[]> {
  const rows = await ownRows(
    orgId,
    Prisma.sql`
      select a.id, a.name, a.email, m.role, m.teams, m.created_at as joined_at, a.last_sign_in_at,
        (select count(*)::integer from api_key k where k.org_id = ${orgId} and k.created_by = a.id
          and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())) as keys
      from membership m
      join account a on a.id = m.account_id
      where m.org_id = ${orgId}
      order by lower(a.name), a.id`,
    memberRow,
    { pool: accountPool() },
  )
  return rows.map((row) => ({
    ...row,
    is_self: actor.kind === "user" && actor.userId === row.id,
    joined_at: row.joined_at.toISOString(),
    last_sign_in_at: row.last_sign_in_at?.toISOString() ?? null,
  }))
}

const invitationRow = z.object({
  id: z.int(),
  email: z.string(),
  role: z.enum(ROLES),
  teams: z.array(z.string()).nullable(),
  invited_by: z.string().nullable(),
  created_at: z.date(),
  expires_at: z.date(),
})

/** Invitations that can still be accepted, the newest first. */
export async function listInvitations({ orgId }: Scope): Promise<InvitationSummary[]> {
  const rows = await ownRows(
    orgId,
    Prisma.sql`
      select i.id, i.email, i.role, i.teams, a.name as invited_by, i.created_at, i.expires_at
      from invitation i
      left join account a on a.id = i.invited_by
      where i.org_id = ${orgId} and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > now()
      order by i.id desc`,
    invitationRow,
    { pool: accountPool() },
  )
  return rows.map((row) => ({
    ...row,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
  }))
}
