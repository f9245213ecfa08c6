import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { invitationText } from "@/lib/auth/invitation-text"
import type { CreatedInvitation, InvitationInput } from "@/lib/auth/member-schema"
import { askerNow, lockMembers } from "@/lib/auth/membership"
import { nextId } from "@/lib/auth/next-id"
import { grantable } from "@/lib/auth/role-rules"
import type { Role, Scope } from "@/lib/auth/scope"
import { hashToken, randomToken } from "@/lib/auth/token"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { behindWall } from "@/lib/db/wall"
import { baseUrl } from "@/lib/env"
import { AppError } from "@/lib/errors"

const LIFETIME_MS = 7 * 86_400_000
const MAX_OPEN = 200

const memberRow = z.object({ name: z.string() })
const openRow = z.object({ id: z.int(), email: z.string() })

function requireMayGive(role: Role, given: Role): void {
  if (grantable(role).includes(given)) return
  throw new AppError("forbidden", `The role ${role} cannot invite an ${given}. Owners can.`, {
    errors: [{ pointer: "/role", detail: "Nobody gives more than they have." }],
  })
}

async function requireNoMember(on: Connection, orgId: number, email: string): Promise<void> {
  const [member] = await query(
    Prisma.sql`
      select a.name from account a join membership m on m.account_id = a.id and m.org_id = ${orgId}
      where a.email = ${email}`,
    memberRow,
    { on },
  )
  if (!member) return
  const detail = `${member.name} belongs to the organisation already, with this address.`
  throw new AppError("conflict", detail, { errors: [{ pointer: "/email", detail }] })
}

/** Open invitations, those to this address withdrawn: the newest one counts. */
async function makeRoom(on: Connection, orgId: number, email: string): Promise<void> {
  const now = new Date()
  await execute(
    Prisma.sql`
      update invitation set withdrawn_at = ${now}
      where org_id = ${orgId} and email = ${email} and accepted_at is null and withdrawn_at is null`,
    { on },
  )
  const open = await query(
    Prisma.sql`
      select i.id, i.email from invitation i
      where i.org_id = ${orgId} and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > ${now}
      limit ${MAX_OPEN}`,
    openRow,
    { on },
  )
  if (open.length >= MAX_OPEN)
    throw new AppError("conflict", `At most ${MAX_OPEN} invitations are open at once. Withdraw one first.`)
}

/**
 * Invites somebody by a link that is shown once, works once and for 7 days; only its hash is kept. An earlier
 * invitation to the address ends. Throws `forbidden` for more than the asker holds, `conflict` for a member.
 */
export async function invite(scope: Scope, input: InvitationInput): Promise<CreatedInvitation> {
  const { orgId } = scope
  const { email, role, teams = null } = input
  return behindWall(orgId, async (on) => {
    await lockMembers(on, orgId)
    const asker = await askerNow(on, scope)
    requireMayGive(asker.role, role)
    await requireNoMember(on, orgId, email)
    await makeRoom(on, orgId, email)
    const id = await nextId(on, orgId, "invitation")
    const secret = randomToken()
    const created = new Date()
    const expires = new Date(created.getTime() + LIFETIME_MS)
    await execute(
      Prisma.sql`
        insert into invitation (org_id, id, email, role, teams, token_hash, invited_by, created_at, expires_at)
        values (${orgId}, ${id}, ${email}, ${role}, ${teams}::text[], ${hashToken(secret)},
          ${asker.account_id}, ${created}, ${expires})`,
      { on },
    )
    await recordAudit(on, scope, {
      action: "member.invite",
      subject: `invitation ${id} ${email}`,
      after: { role, teams, expires_at: expires },
    })
    return {
      id,
      email,
      role,
      teams,
      invited_by: asker.name,
      created_at: created.toISOString(),
      expires_at: expires.toISOString(),
      link: `${baseUrl()}/accept#token=${invitationText({ orgId, id, secret })}`,
      mailed: false,
    }
  })
}

/** Ends an invitation before it is accepted. Throws `not_found` when there is none that is open. */
export async function withdrawInvitation(scope: Scope, id: number): Promise<void> {
  const { orgId } = scope
  await behindWall(scope.orgId, async (on) => {
    const [gone] = await query(
      Prisma.sql`
        update invitation set withdrawn_at = ${new Date()}
        where org_id = ${orgId} and id = ${id} and accepted_at is null and withdrawn_at is null
        returning id, email`,
      openRow,
      { on },
    )
    if (!gone) throw new AppError("not_found", "There is no such open invitation.")
    await recordAudit(on, scope, {
      action: "member.uninvite",
      subject: `invitation ${gone.id} ${gone.email}`,
    })
  })
}
