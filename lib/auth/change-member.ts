import "server-only"
import { recordAudit } from "@/lib/auth/audit"
import type { MemberInput } from "@/lib/auth/member-schema"
import {
  askerNow,
  endWhatRested,
  getMembership,
  lockMembers,
  type Membership,
  requireOtherOwner,
} from "@/lib/auth/membership"
import { grantable, mayChange } from "@/lib/auth/role-rules"
import type { Role, Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { behindWall } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"

function forbidden(role: Role): AppError {
  const may = grantable(role)
  return new AppError(
    "forbidden",
    may.length === 0
      ? `The role ${role} cannot change members.`
      : `The role ${role} cannot give or take the role owner. Owners can.`,
  )
}

function subjectOf({ email }: Membership): string {
  return `member ${email}`
}

const kept = ({ role, teams }: Pick<Membership, "role" | "teams">) => ({ role, teams })

/**
 * Gives a member another role and sight, and ends their sessions. Throws `forbidden` for more than the asker
 * holds, `conflict` for the last owner, `not_found`. The same again changes nothing.
 */
export async function changeMember(scope: Scope, accountId: number, input: MemberInput): Promise<void> {
  const { orgId } = scope
  const after = { role: input.role, teams: input.teams ?? null }
  await behindWall(orgId, async (on) => {
    await lockMembers(on, orgId)
    const { role } = await askerNow(on, scope)
    const member = await getMembership(on, orgId, accountId)
    if (!mayChange(role, member.role, after.role)) throw forbidden(role)
    if (JSON.stringify(kept(member)) === JSON.stringify(after)) return
    if (after.role !== "owner") await requireOtherOwner(on, orgId, member)
    await execute(
      Prisma.sql`
        update membership set role = ${after.role}, teams = ${after.teams}::text[]
        where org_id = ${orgId} and account_id = ${accountId}`,
      { on },
    )
    await endWhatRested(on, orgId, accountId)
    const change = { action: "member.update", subject: subjectOf(member), before: kept(member), after }
    await recordAudit(on, scope, change)
  })
}

/**
 * Takes a member out of the organisation and ends their sessions. Their keys go on sending, and read or manage
 * no more. Throws as `changeMember` does.
 */
export async function removeMember(scope: Scope, accountId: number): Promise<void> {
  const { orgId } = scope
  await behindWall(orgId, async (on) => {
    await lockMembers(on, orgId)
    const { role } = await askerNow(on, scope)
    const member = await getMembership(on, orgId, accountId)
    if (!mayChange(role, member.role, member.role)) throw forbidden(role)
    await requireOtherOwner(on, orgId, member)
    // First, while the account is one of the organisation's.
    await endWhatRested(on, orgId, accountId)
    await execute(Prisma.sql`delete from membership where org_id = ${orgId} and account_id = ${accountId}`, {
      on,
    })
    const change = { action: "member.remove", subject: subjectOf(member), before: kept(member) }
    await recordAudit(on, scope, change)
  })
}
