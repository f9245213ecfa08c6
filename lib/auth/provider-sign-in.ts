import "server-only"
import { type AuditChange, recordAudit } from "@/lib/auth/audit"
import { bindProviderAccount, findProviderAccount, getProviderAccount } from "@/lib/auth/provider-account"
import { personOf } from "@/lib/auth/provider-claims"
import { joinByProvider } from "@/lib/auth/provider-join"
import { RefusedByRule } from "@/lib/auth/provider-refusals"
import type { ProviderSettings } from "@/lib/auth/provider-settings"
import { askingFrom, mintScope } from "@/lib/auth/scope"
import type { SignedIn } from "@/lib/auth/sign-in"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, transaction } from "@/lib/db/query"

/**
 * Signs in whoever the provider's verified claims speak of: a member, or somebody whom an invitation or the
 * settings let in. The first time binds the account to the issuer and subject; from then on these decide and
 * the address does not. Throws `RefusedByRule`.
 */
export async function signInByProvider(
  settings: ProviderSettings,
  claims: unknown,
  address: string | null,
): Promise<SignedIn> {
  const person = personOf(claims, settings)
  return transaction(async (on) => {
    const changes: AuditChange[] = []
    const { account: found, isBound } = await findProviderAccount(on, person)
    let accountId = found?.id
    if (accountId === undefined || found?.org_id == null) {
      const joined = await joinByProvider(on, settings, person, found)
      accountId = joined.accountId
      changes.push(joined.change)
    }
    if (!isBound) {
      const account = await getProviderAccount(on, accountId)
      await bindProviderAccount(on, person, account)
      const after = { issuer: person.issuer, provider_subject: person.subject }
      changes.push({ action: "member.bind", subject: `member ${account.email}`, after })
    }
    await execute(Prisma.sql`update account set last_sign_in_at = ${new Date()} where id = ${accountId}`, {
      on,
    })
    const { id, name, email, session_version, org_id, role } = await getProviderAccount(on, accountId)
    if (org_id === null || role === null)
      throw new RefusedByRule("unknown", "The membership ended meanwhile.")
    const scope = askingFrom(mintScope(org_id, { kind: "user", userId: id, role }), address)
    for (const change of changes) await recordAudit(on, scope, change)
    return { accountId: id, orgId: org_id, version: session_version, name, email }
  }, accountPool())
}
