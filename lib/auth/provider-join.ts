import "server-only"
import * as z from "zod"
import type { AuditChange } from "@/lib/auth/audit"
import { lockMembers } from "@/lib/auth/membership"
import { createProviderAccount, type ProviderAccount } from "@/lib/auth/provider-account"
import type { ProviderPerson } from "@/lib/auth/provider-claims"
import { RefusedByRule } from "@/lib/auth/provider-refusals"
import type { ProviderSettings } from "@/lib/auth/provider-settings"
import { ROLES, type Role } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"

const offerRow = z.object({
  org_id: z.int(),
  id: z.int(),
  role: z.enum(ROLES),
  teams: z.array(z.string()).nullable(),
})
const organisationRow = z.object({ id: z.int() })

interface Offer {
  orgId: number
  role: Role
  teams: string[] | null
  /** Null for an organisation that is open to the address's domain. */
  invitation: number | null
}

/** The newest open invitation to the address. */
async function findInvitation(on: Connection, email: string): Promise<Offer | null> {
  const [row] = await query(
    Prisma.sql`
      select i.org_id, i.id, i.role, i.teams from invitation i
      where i.email = ${email} and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > ${new Date()}
      order by i.created_at desc limit 1`,
    offerRow,
    { on },
  )
  return row ? { orgId: row.org_id, role: row.role, teams: row.teams, invitation: row.id } : null
}

/** Only for settings that name domains, which the person's address was held against. */
async function findOpenOrganisation(
  on: Connection,
  { joinOrganisation, domains }: ProviderSettings,
): Promise<Offer | null> {
  if (joinOrganisation === null || domains.length === 0) return null
  const [row] = await query(
    Prisma.sql`select o.id from organisation o where o.slug = ${joinOrganisation}`,
    organisationRow,
    { on },
  )
  return row ? { orgId: row.id, role: "viewer", teams: null, invitation: null } : null
}

async function takeInvitation(
  on: Connection,
  { orgId, invitation }: Offer,
  accountId: number,
): Promise<void> {
  if (invitation === null) return
  const now = new Date()
  const taken = await execute(
    Prisma.sql`
      update invitation set accepted_at = ${now}, accepted_by = ${accountId}
      where org_id = ${orgId} and id = ${invitation}
        and accepted_at is null and withdrawn_at is null and expires_at > ${now}`,
    { on },
  )
  if (taken !== 1) throw new RefusedByRule("failed", "The invitation was used or withdrawn meanwhile.")
}

/**
 * Makes the person a member by an open invitation to their verified address or, where the settings let
 * everybody of a domain in, as a viewer. Whoever had an account and was removed comes back by invitation
 * alone. Throws `RefusedByRule` for all others.
 */
export async function joinByProvider(
  on: Connection,
  settings: ProviderSettings,
  person: ProviderPerson,
  account: ProviderAccount | null,
): Promise<{ accountId: number; change: AuditChange }> {
  const { email } = person
  const invited = account === null || account.email === email ? await findInvitation(on, email) : null
  const offer = invited ?? (account === null ? await findOpenOrganisation(on, settings) : null)
  if (!offer) throw new RefusedByRule("unknown", `Nothing is offered to subject ${person.subject}.`)
  const { orgId, role, teams, invitation } = offer
  await lockMembers(on, orgId)
  const accountId = account?.id ?? (await createProviderAccount(on, person))
  await takeInvitation(on, offer, accountId)
  await execute(
    Prisma.sql`
      insert into membership (org_id, account_id, role, teams)
      values (${orgId}, ${accountId}, ${role}, ${teams}::text[])`,
    { on },
  )
  const after = { role, teams, invitation, by: "provider" }
  return { accountId, change: { action: "member.join", subject: `member ${email}`, after } }
}
