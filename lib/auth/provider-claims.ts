import "server-only"
import * as z from "zod"
import { RefusedByRule } from "@/lib/auth/provider-refusals"
import type { ProviderSettings } from "@/lib/auth/provider-settings"

/** What a verified ID token, or the provider's answer about its subject, says of somebody. */
const claims = z.object({
  iss: z.string().max(500),
  sub: z.string().min(1).max(255),
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .regex(/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u)
    .optional()
    .catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[^\p{Cc}]*$/u)
    .optional()
    .catch(undefined),
})

export interface ProviderPerson {
  issuer: string
  subject: string
  /** Verified by the provider, in small letters. */
  email: string
  name: string
}

const withoutSlash = (issuer: string) => issuer.replace(/\/+$/, "")

/**
 * Who the claims speak of, when the installation lets such people in. Throws `RefusedByRule` for another
 * issuer, an address that is not verified, or one of another domain.
 */
export function personOf(
  input: unknown,
  { issuer, domains }: Pick<ProviderSettings, "issuer" | "domains">,
): ProviderPerson {
  const read = claims.safeParse(input)
  if (!read.success) throw new RefusedByRule("failed", "The claims cannot be read.")
  const { iss, sub, email, email_verified, name } = read.data
  if (withoutSlash(iss) !== withoutSlash(issuer))
    throw new RefusedByRule("failed", `The token is of the issuer ${iss}, not of OIDC_ISSUER.`)
  if (email === undefined || email_verified !== true)
    throw new RefusedByRule("unverified", `The subject ${sub} has no verified e-mail address.`)
  const [, domain = ""] = email.split("@")
  if (domains.length > 0 && !domains.includes(domain))
    throw new RefusedByRule("domain", `The domain ${domain} is none of OIDC_ALLOWED_DOMAINS.`)
  return { issuer: withoutSlash(issuer), subject: sub, email, name: name ?? email }
}
