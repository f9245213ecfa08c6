import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { hashPassword } from "@/lib/auth/password"
import { passwordFault } from "@/lib/auth/password-rules"
import { noPasswordLetter, resetLetter } from "@/lib/auth/reset-letter"
import type { ResetInput } from "@/lib/auth/reset-schema"
import { askingFrom, mintScope, ROLES } from "@/lib/auth/scope"
import { clearSignIns } from "@/lib/auth/throttle"
import { hashToken, randomToken } from "@/lib/auth/token"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query, transaction } from "@/lib/db/query"
import { standBehindWall } from "@/lib/db/wall"
import { baseUrl } from "@/lib/env"
import { AppError } from "@/lib/errors"
import { log } from "@/lib/log"
import { sendMail } from "@/lib/mail/send"

const LIFETIME_MS = 60 * 60_000

const accountRow = z.object({
  id: z.int(),
  email: z.string(),
  name: z.string(),
  session_version: z.int(),
  org_id: z.int(),
  role: z.enum(ROLES),
  is_bound: z.boolean(),
})
type ResettableAccount = z.output<typeof accountRow>

/** A member's account, and whether a provider decides who opens it. */
async function findAccount(on: Connection, where: Prisma.Sql): Promise<ResettableAccount | null> {
  const [account] = await query(
    Prisma.sql`
      select a.id, a.email, a.name, a.session_version, m.org_id, m.role,
        exists (select 1 from provider_identity p where p.account_id = a.id) as is_bound
      from account a join membership m on m.account_id = a.id
      where ${where} order by m.created_at limit 1`,
    accountRow,
    { on },
  )
  return account ?? null
}

/** Keeps the hash of a new link, which ends the one before; returns its text. */
async function makeLink({ id, session_version }: ResettableAccount): Promise<string> {
  const token = randomToken()
  const [now, on] = [Date.now(), accountPool()]
  await execute(Prisma.sql`delete from password_reset where expires_at < ${new Date(now)}`, { on })
  await execute(
    Prisma.sql`
      insert into password_reset (account_id, token_hash, session_version, expires_at)
      values (${id}, ${hashToken(token)}, ${session_version}, ${new Date(now + LIFETIME_MS)})
      on conflict (account_id) do update set token_hash = excluded.token_hash,
        session_version = excluded.session_version, expires_at = excluded.expires_at`,
    { on },
  )
  return `${baseUrl()}/reset#token=${token}`
}

/**
 * Mails a link to set another password, if the address is a member's. Tells nobody whether it is: never
 * rejects, and whoever answers a stranger must not wait for it.
 */
export async function mailReset(email: string): Promise<void> {
  try {
    const account = await findAccount(accountPool(), Prisma.sql`a.email = ${email}`)
    if (!account) return
    const { name, is_bound } = account
    const words = is_bound
      ? noPasswordLetter(name, `${baseUrl()}/sign-in`)
      : resetLetter(name, await makeLink(account))
    await sendMail({ to: account.email, ...words, headers: { "Auto-Submitted": "auto-replied" } })
  } catch (err) {
    log.warn({ err }, "A letter to set another password could not be mailed.")
  }
}

function refused(): AppError {
  return new AppError(
    "forbidden",
    "This link is not known, was used, or is older than an hour. Ask for a new one.",
  )
}

/** The account that a link opens. Throws `forbidden` for any link that opens none, all alike. */
async function accountOf(on: Connection, token: string): Promise<ResettableAccount> {
  const account = await findAccount(
    on,
    Prisma.sql`a.id = (
      select r.account_id from password_reset r join account o on o.id = r.account_id
      where r.token_hash = ${hashToken(token)} and r.expires_at > ${new Date()}
        and r.session_version = o.session_version)`,
  )
  if (!account || account.is_bound) throw refused()
  return account
}

/**
 * Sets another password by the link that was mailed, once, and ends every session of the account. Throws
 * `forbidden` for a link that opens nothing, `invalid` for a weak password.
 */
export async function resetPassword(
  { token, password }: ResetInput,
  address: string | null,
): Promise<{ email: string }> {
  // Before the costly hash, so that only the holder of a link can make the server work.
  const { email, name } = await accountOf(accountPool(), token)
  const fault = passwordFault(password, [email, name])
  if (fault) throw new AppError("invalid", fault, { errors: [{ pointer: "/password", detail: fault }] })
  const hash = await hashPassword(password)
  await transaction(async (on) => {
    const { id, org_id, role, session_version } = await accountOf(on, token)
    const changed = await execute(
      Prisma.sql`
        update account set password_hash = ${hash}, session_version = session_version + 1
        where id = ${id} and session_version = ${session_version}`,
      { on },
    )
    if (changed !== 1) throw refused()
    await execute(Prisma.sql`delete from password_reset where account_id = ${id}`, { on })
    await standBehindWall(on, org_id)
    const scope = askingFrom(mintScope(org_id, { kind: "user", userId: id, role }), address)
    await recordAudit(on, scope, { action: "account.reset_password", subject: `account ${email}` })
  }, accountPool())
  await clearSignIns(email, address ?? "unknown")
  return { email }
}
