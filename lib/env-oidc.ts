import * as z from "zod"

const list = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ""),
  )

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"])

function isPrivateAddress(text: string): boolean {
  const { protocol, hostname } = new URL(text)
  return protocol === "https:" || LOOPBACK.has(hostname)
}

/** Sign-in by an OpenID Connect provider, beside passwords. Absent: passwords alone. */
export const oidcVariables = {
  /** The issuer as its own discovery document and its tokens write it. */
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: "must be a whole https URL" })
    .refine((text) => !URL.canParse(text) || isPrivateAddress(text), "must begin with https://")
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  /** What the button says after "Continue with". */
  OIDC_NAME: z.string().trim().min(1).max(60).default("single sign-on"),
  /** Domains of e-mail addresses that may sign in by the provider, separated by commas; without: all. */
  OIDC_ALLOWED_DOMAINS: list.transform((domains) => domains.map((domain) => domain.toLowerCase())),
  /** The slug of the organisation that people of the allowed domains join as viewers, uninvited. Absent: nobody. */
  OIDC_JOIN_ORGANISATION: z.string().optional(),
}

const TOGETHER = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const

interface Given
  extends Partial<Record<(typeof TOGETHER)[number] | "OIDC_JOIN_ORGANISATION", string | undefined>> {
  OIDC_ALLOWED_DOMAINS: readonly string[]
}

/** What is wrong between the variables, each in a sentence. */
export function oidcFaults(given: Given): string[] {
  const faults: string[] = []
  const missing = TOGETHER.filter((name) => given[name] === undefined)
  if (missing.length > 0 && missing.length < TOGETHER.length)
    faults.push(
      `${missing.join(" and ")} must be set too: sign-in by a provider needs all of ${TOGETHER.join(", ")}.`,
    )
  if (given.OIDC_JOIN_ORGANISATION !== undefined && given.OIDC_ALLOWED_DOMAINS.length === 0)
    faults.push(
      "OIDC_JOIN_ORGANISATION needs OIDC_ALLOWED_DOMAINS: else everybody with any address could join.",
    )
  return faults
}
