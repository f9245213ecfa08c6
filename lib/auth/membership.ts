import "server-only"
import * as z from "zod"
import { ROLES, type Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"

const membershipRow = z.object({
  account_id: z.int(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  teams: z.array(z.string()).nullable(),
})
export type Membership = z.output<typeof membershipRow>

/**
 * Makes changes of who belongs to the organisation follow one another until the caller's commit, so that two
 * of them never rest on the same owner. Writes of usage do not wait for it.
 */
export async function lockMembers(on: Connection, orgId: number): Promise<void> {
  await execute(Prisma.sql`select o.id from organisation o where o.id = ${orgId} for no key update`, { on })
}

export async function findMembership(
  on: Connection,
  orgId: number,
  accountId: number,
): Promise<Membership | null> {
  const [row] = await query(
    Prisma.sql`
      select m.account_id, a.name, a.email, m.role, m.teams
      from membership m join account a on a.id = m.account_id
      where m.org_id = ${orgId} and m.account_id = ${accountId}`,
    membershipRow,
    { on },
  )
  return row ?? null
}

/** Throws `not_found` for somebody of no or of another organisation. */
export async function getMembership(on: Connection, orgId: number, accountId: number): Promise<Membership> {
  const found = await findMembership(on, orgId, accountId)
  if (!found) throw new AppError("not_found", "There is no such member.")
  return found
}

/**
 * The asker as they stand under the lock: their role may have changed since the request was let in. Throws
 * `forbidden` for whoever is no person of the organisation.
 */
export async function askerNow(on: Connection, { orgId, actor }: Scope): Promise<Membership> {
  const found = actor.kind === "user" ? await findMembership(on, orgId, actor.userId) : null
  if (!found) throw new AppError("forbidden", "Only a member of the organisation can do this.")
  return found
}

const countRow = z.object({ owners: z.int() })

/** Throws `conflict` when the member is the only owner: an organisation without one could not be mended. */
export async function requireOtherOwner(on: Connection, orgId: number, member: Membership): Promise<void> {
  if (member.role !== "owner") return
  const [row] = await query(
    Prisma.sql`
      select count(*)::integer as owners from membership m
      where m.org_id = ${orgId} and m.role = 'owner' and m.account_id <> ${member.account_id}`,
    countRow,
    { on },
  )
  if (row && row.owners > 0) return
  throw new AppError("conflict", `${member.name} is the last owner. Make somebody else an owner first.`)
}

/** Ends every session of the account, and the invitations it gave while it had another right. */
export async function endWhatRested(on: Connection, orgId: number, accountId: number): Promise<void> {
  await execute(
    Prisma.sql`update account set session_version = session_version + 1 where id = ${accountId}`,
    { on },
  )
  await execute(
    Prisma.sql`
      update invitation set withdrawn_at = ${new Date()}
      where org_id = ${orgId} and invited_by = ${accountId} and accepted_at is null and withdrawn_at is null`,
    { on },
  )
}
