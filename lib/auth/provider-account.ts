import "server-only"
import * as z from "zod"
import { unknownPasswordHash } from "@/lib/auth/password"
import type { ProviderPerson } from "@/lib/auth/provider-claims"
import { RefusedByRule } from "@/lib/auth/provider-refusals"
import { ROLES } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"

const accountRow = z.object({
  id: z.int(),
  name: z.string(),
  email: z.string(),
  session_version: z.int(),
  org_id: z.int().nullable(),
  role: z.enum(ROLES).nullable(),
})
export type ProviderAccount = z.output<typeof accountRow>

const identityRow = z.object({ account_id: z.int(), subject: z.string() })
const idRow = z.object({ id: z.int() })

async function accountWhere(on: Connection, where: Prisma.Sql): Promise<ProviderAccount | null> {
  const [row] = await query(
    Prisma.sql`
      select a.id, a.name, a.email, a.session_version, m.org_id, m.role
      from account a left join membership m on m.account_id = a.id
      where ${where} order by m.created_at limit 1`,
    accountRow,
    { on },
  )
  return row ?? null
}

/** The account and its organisation as they stand now. */
export async function getProviderAccount(on: Connection, id: number): Promise<ProviderAccount> {
  const account = await accountWhere(on, Prisma.sql`a.id = ${id}`)
  if (!account) throw new RefusedByRule("unknown", "The account was deleted meanwhile.")
  return account
}

/**
 * The account that belongs to the person: the one bound to the subject or, for a subject seen for the first
 * time, the one with the verified address. Throws `RefusedByRule` when that one is bound to another subject:
 * the address has passed to somebody else.
 */
export async function findProviderAccount(
  on: Connection,
  { issuer, subject, email }: ProviderPerson,
): Promise<{ account: ProviderAccount | null; isBound: boolean }> {
  const [bound] = await query(
    Prisma.sql`
      select p.account_id, p.subject from provider_identity p
      where p.issuer = ${issuer} and p.subject = ${subject}`,
    identityRow,
    { on },
  )
  if (bound) return { account: await getProviderAccount(on, bound.account_id), isBound: true }
  const account = await accountWhere(on, Prisma.sql`a.email = ${email}`)
  if (!account) return { account, isBound: false }
  const [other] = await query(
    Prisma.sql`
      select p.account_id, p.subject from provider_identity p
      where p.issuer = ${issuer} and p.account_id = ${account.id}`,
    identityRow,
    { on },
  )
  if (other)
    throw new RefusedByRule("unknown", `Account ${account.id} is bound to another subject than ${subject}.`)
  return { account, isBound: false }
}

/** An account that no password opens. */
export async function createProviderAccount(
  on: Connection,
  { email, name }: ProviderPerson,
): Promise<number> {
  const [row] = await query(
    Prisma.sql`
      insert into account (email, name, password_hash) values (${email}, ${name}, ${unknownPasswordHash()})
      on conflict (email) do nothing returning id`,
    idRow,
    { on },
  )
  if (!row) throw new RefusedByRule("failed", "An account with this address was made meanwhile.")
  return row.id
}

/**
 * Binds the account to the person's subject for good. An account that an invitation made was opened by a
 * link that its inviter held too: its password and its sessions end.
 */
export async function bindProviderAccount(
  on: Connection,
  { issuer, subject }: ProviderPerson,
  { id, org_id }: ProviderAccount,
): Promise<void> {
  const bound = await execute(
    Prisma.sql`
      insert into provider_identity (issuer, subject, account_id, created_at)
      values (${issuer}, ${subject}, ${id}, ${new Date()})
      on conflict do nothing`,
    { on },
  )
  if (bound !== 1) throw new RefusedByRule("failed", `Account ${id} was bound by another sign-in meanwhile.`)
  await execute(
    Prisma.sql`
      update account set password_hash = ${unknownPasswordHash()}, session_version = session_version + 1
      where id = ${id} and exists (
        select 1 from invitation i where i.org_id = ${org_id} and i.accepted_by = ${id})`,
    { on },
  )
}
