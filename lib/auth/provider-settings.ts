import "server-only"
import { env } from "@/lib/env"

export interface ProviderSettings {
  issuer: string
  clientId: string
  clientSecret: string
  /** What people know the provider as. */
  name: string
  /** Empty: addresses of every domain may sign in. */
  domains: readonly string[]
  /** The slug of the organisation that people of the domains join uninvited; null for none. */
  joinOrganisation: string | null
}

/** The provider that people may sign in by, beside passwords; null when there is none. */
export function providerSettings(): ProviderSettings | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = env()
  if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined || OIDC_CLIENT_SECRET === undefined)
    return null
  const { OIDC_ALLOWED_DOMAINS, OIDC_JOIN_ORGANISATION } = env()
  return {
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    name: OIDC_NAME,
    domains: OIDC_ALLOWED_DOMAINS,
    joinOrganisation: OIDC_JOIN_ORGANISATION ?? null,
  }
}
