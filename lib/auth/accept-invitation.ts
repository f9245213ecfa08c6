import "server-only"
import { timingSafeEqual } from "node:crypto"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { type AcceptInput, newcomerFaults, type OpenInvitation } from "@/lib/auth/invitation-schema"
import { readInvitationText } from "@/lib/auth/invitation-text"
import { lockMembers } from "@/lib/auth/membership"
import { hashPassword, isPassword } from "@/lib/auth/password"
import { askingFrom, mintScope, ROLES } from "@/lib/auth/scope"
import { countSignIn, forgiveSignIn } from "@/lib/auth/throttle"
import { hashToken } from "@/lib/auth/token"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query, transaction } from "@/lib/db/query"
import { AppError } from "@/lib/errors"

const invitationRow = z.object({
  org_id: z.int(),
  id: z.int(),
  email: z.string(),
  role: z.enum(ROLES),
  teams: z.array(z.string()).nullable(),
  token_hash: z.instanceof(Uint8Array),
  organisation: z.string(),
  account_id: z.int().nullable(),
  password_hash: z.string().nullable(),
})
type Invitation = z.output<typeof invitationRow>

const idRow = z.object({ id: z.int() })

function refused(): AppError {
  return new AppError(
    "forbidden",
    "This invitation is not known, was used or withdrawn, or is older than 7 days. Ask for a new one.",
  )
}

/** The open invitation behind a link's text. Throws `forbidden` for any other, all alike. */
async function getOpen(on: Connection, text: string): Promise<Invitation> {
  const read = readInvitationText(text)
  if (!read) throw refused()
  const [found] = await query(
    Prisma.sql`
      select i.org_id, i.id, i.email, i.role, i.teams, i.token_hash, o.name as organisation,
        a.id as account_id, a.password_hash
      from invitation i
      join organisation o on o.id = i.org_id
      left join account a on a.email = i.email
      where i.org_id = ${read.orgId} and i.id = ${read.id}
        and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > now()`,
    invitationRow,
    { on },
  )
  const given = hashToken(read.secret)
  if (!timingSafeEqual(given, found?.token_hash ?? Buffer.alloc(given.length)) || !found) throw refused()
  return found
}

/** What an invitation offers. Throws `forbidden` when it cannot be accepted any more. */
export async function readInvitation(token: string): Promise<OpenInvitation> {
  const { organisation, email, role, teams, account_id } = await getOpen(accountPool(), token)
  return { organisation, email, role, teams, has_account: account_id !== null }
}

/** A link proves who was invited, not who they are to an account that exists: that takes its password. */
async function requireOwnPassword(invitation: Invitation, password: string, address: string): Promise<void> {
  await countSignIn(invitation.email, address)
  if (!(await isPassword(password, invitation.password_hash))) {
    const detail = "This is not the password of the account with this address."
    throw new AppError("unauthenticated", detail, { errors: [{ pointer: "/password", detail }] })
  }
  await forgiveSignIn(invitation.email, address)
}

async function newcomerHash(invitation: Invitation, input: AcceptInput): Promise<string> {
  const faults = Object.entries(newcomerFaults(input, invitation.email))
  const [first] = faults
  if (!first) return hashPassword(input.password)
  const errors = faults.map(([field, detail]) => ({ pointer: `/${field}`, detail }))
  throw new AppError("invalid", first[1], { errors })
}

async function createAccount(on: Connection, email: string, name: string, hash: string): Promise<number> {
  const [row] = await query(
    Prisma.sql`
      insert into account (email, name, password_hash) values (${email}, ${name}, ${hash})
      on conflict (email) do nothing returning id`,
    idRow,
    { on },
  )
  if (!row)
    throw new AppError("conflict", "An account with this address was made meanwhile. Open the link again.")
  return row.id
}

/** An account signs in to one organisation: a second could not be reached. */
async function requireNoOther(on: Connection, orgId: number, accountId: number): Promise<void> {
  const others = await execute(
    Prisma.sql`select 1 from membership m where m.account_id = ${accountId} and m.org_id <> ${orgId}::integer`,
    { on },
  )
  if (others === 0) return
  const detail =
    "This account belongs to another organisation of this installation. Ask to be invited by another address."
  throw new AppError("conflict", detail)
}

async function join(on: Connection, { org_id, id, email, role, teams }: Invitation, accountId: number) {
  const now = new Date()
  await execute(
    Prisma.sql`
      insert into membership (org_id, account_id, role, teams)
      values (${org_id}, ${accountId}, ${role}, ${teams}::text[])
      on conflict (org_id, account_id) do nothing`,
    { on },
  )
  const taken = await execute(
    Prisma.sql`
      update invitation set accepted_at = ${now}, accepted_by = ${accountId}
      where org_id = ${org_id} and id = ${id} and accepted_at is null and withdrawn_at is null`,
    { on },
  )
  if (taken !== 1) throw refused()
  return { action: "member.join", subject: `member ${email}`, after: { role, teams, invitation: id } }
}

/**
 * Makes whoever holds the link a member, with a new account or, by its password, with the one there is. Of
 * two at the same instant one wins. Throws `forbidden`, `invalid`, `unauthenticated` or `conflict`.
 */
export async function acceptInvitation(
  input: AcceptInput,
  address: string | null,
): Promise<{ email: string }> {
  // Before the costly hash, so that only the holder of a link can make the server work.
  const seen = await getOpen(accountPool(), input.token)
  if (seen.account_id !== null) await requireOwnPassword(seen, input.password, address ?? "unknown")
  const hash = seen.account_id === null ? await newcomerHash(seen, input) : null
  return transaction(async (on) => {
    await lockMembers(on, seen.org_id)
    const invitation = await getOpen(on, input.token)
    const accountId =
      hash === null ? seen.account_id : await createAccount(on, invitation.email, input.name, hash)
    if (accountId === null) throw refused()
    await requireNoOther(on, invitation.org_id, accountId)
    const change = await join(on, invitation, accountId)
    const { org_id, role, email } = invitation
    const scope = mintScope(org_id, { kind: "user", userId: accountId, role })
    await recordAudit(on, askingFrom(scope, address), change)
    return { email }
  }, accountPool())
}
