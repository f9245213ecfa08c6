import "server-only"
import type { OAuthConfig } from "next-auth/providers/oauth"
import { type ProviderSettings, providerSettings } from "@/lib/auth/provider-settings"

/** The provider's name in addresses: `/api/auth/callback/oidc`. */
export const PROVIDER_ID = "oidc"

/** Whether a path below `/api/auth` is where the provider sends people back to. */
export function isProviderCallback([action, provider]: readonly string[]): boolean {
  return action === "callback" && provider === PROVIDER_ID && providerSettings() !== null
}

/** Whether a path below `/api/auth` is where the way to the provider begins. */
export function isProviderStart([action, provider]: readonly string[]): boolean {
  return action === "signin" && provider === PROVIDER_ID && providerSettings() !== null
}

type Claims = Record<string, unknown>

/**
 * The provider for next-auth, with PKCE, state and nonce. Many tokens leave the address out: then the
 * provider is asked, and its answer counts for the token's own subject alone.
 */
export function oidcProvider({
  issuer,
  clientId,
  clientSecret,
  name,
}: ProviderSettings): OAuthConfig<Claims> {
  return {
    id: PROVIDER_ID,
    name,
    type: "oauth",
    wellKnown: `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: "openid email profile" } },
    userinfo: {
      async request({ tokens, client }) {
        if (!("claims" in tokens) || typeof tokens.claims !== "function")
          throw new Error("There is no ID token.")
        const claims: Claims = tokens.claims()
        if (claims.email_verified !== undefined || !client.issuer.metadata.userinfo_endpoint) return claims
        const { email, email_verified, name: told } = await client.userinfo(tokens as never)
        return { name: told, ...claims, email, email_verified }
      },
    },
    profile: ({ sub }) => ({ id: String(sub) }),
  }
}
