import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { hashPassword, isPassword } from "@/lib/auth/password"
import { passwordFault } from "@/lib/auth/password-rules"
import type { PasswordInput, ProfileAnswer } from "@/lib/auth/profile-schema"
import { ROLES, type Scope } from "@/lib/auth/scope"
import { countSignIn, forgiveSignIn } from "@/lib/auth/throttle"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query, transaction } from "@/lib/db/query"
import { behindWall, ownRows, standBehindWall } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"

const profileRow = z.object({
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  teams: z.array(z.string()).nullable(),
  last_sign_in_at: z.date().nullable(),
})
const passwordRow = z.object({ password_hash: z.string() })

function accountIdOf({ actor }: Scope): number {
  if (actor.kind === "user") return actor.userId
  throw new AppError("forbidden", "Only a signed-in person has a profile.")
}

async function read(scope: Scope, on?: Connection): Promise<z.output<typeof profileRow>> {
  const [row] = await ownRows(
    scope.orgId,
    Prisma.sql`
      select a.name, a.email, a.last_sign_in_at, m.role, m.teams
      from account a join membership m on m.account_id = a.id and m.org_id = ${scope.orgId}
      where a.id = ${accountIdOf(scope)}`,
    profileRow,
    { on, pool: accountPool() },
  )
  if (!row) throw new AppError("not_found", "This account does not exist any more.")
  return row
}

/** What the signed-in person signs in with, which nothing behind the wall may read. */
async function passwordHash(scope: Scope): Promise<string> {
  const [row] = await query(
    Prisma.sql`select a.password_hash from account a where a.id = ${accountIdOf(scope)}`,
    passwordRow,
    { on: accountPool() },
  )
  if (!row) throw new AppError("not_found", "This account does not exist any more.")
  return row.password_hash
}

/** Whoever is signed in, as their own page shows them. */
export async function getProfile(scope: Scope): Promise<ProfileAnswer> {
  const { name, email, role, teams, last_sign_in_at } = await read(scope)
  return { name, email, role, teams, last_sign_in_at: last_sign_in_at?.toISOString() ?? null }
}

/** Gives the signed-in person another name. */
export async function renameSelf(scope: Scope, name: string): Promise<void> {
  await behindWall(scope.orgId, async (on) => {
    const before = await read(scope, on)
    if (before.name === name) return
    await execute(Prisma.sql`update account set name = ${name} where id = ${accountIdOf(scope)}`, { on })
    const change = { action: "account.rename", subject: `account ${before.email}` }
    await recordAudit(on, scope, { ...change, before: { name: before.name }, after: { name } })
  })
}

/**
 * Changes the signed-in person's password, given the one they have, and ends all their sessions, this one
 * too. Throws `unauthenticated` for a wrong one, `invalid` for a weak new one, `too_many_requests`.
 */
export async function changePassword(scope: Scope, { current, password }: PasswordInput): Promise<void> {
  const [{ email, name }, password_hash] = await Promise.all([read(scope), passwordHash(scope)])
  const address = scope.address ?? "unknown"
  await countSignIn(email, address)
  if (!(await isPassword(current, password_hash))) {
    const detail = "This is not the password you have now."
    throw new AppError("unauthenticated", detail, { errors: [{ pointer: "/current", detail }] })
  }
  await forgiveSignIn(email, address)
  const fault = passwordFault(password, [email, name])
  if (fault) throw new AppError("invalid", fault, { errors: [{ pointer: "/password", detail: fault }] })
  const hash = await hashPassword(password)
  await transaction(async (on) => {
    const changed = await execute(
      Prisma.sql`
        update account set password_hash = ${hash}, session_version = session_version + 1
        where id = ${accountIdOf(scope)} and password_hash = ${password_hash}`,
      { on },
    )
    if (changed !== 1) throw new AppError("conflict", "The password was changed meanwhile. Sign in again.")
    await standBehindWall(on, scope.orgId)
    await recordAudit(on, scope, { action: "account.password", subject: `account ${email}` })
  }, accountPool())
}

/** Ends every session of the signed-in person, this one too. */
export async function signOutEverywhere(scope: Scope): Promise<void> {
  await behindWall(scope.orgId, async (on) => {
    const { email } = await read(scope, on)
    await execute(
      Prisma.sql`update account set session_version = session_version + 1 where id = ${accountIdOf(scope)}`,
      { on },
    )
    await recordAudit(on, scope, { action: "account.sign_out", subject: `account ${email}` })
  })
}
