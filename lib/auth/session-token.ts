import "server-only"
import { decode } from "next-auth/jwt"
import * as z from "zod"
import { sessionSecret } from "@/lib/auth/secrets"
import { baseUrl } from "@/lib/env"

const HOUR_SECONDS = 60 * 60

/** A session that is not renewed for this long ends. */
export const SESSION_IDLE_SECONDS = 12 * HOUR_SECONDS
/** A session ends this long after sign-in, renewed or not. */
export const SESSION_TOTAL_SECONDS = 7 * 24 * HOUR_SECONDS

/** What the signed cookie says. It proves a sign-in; whether that still counts is the database's word. */
export const sessionClaims = z.object({
  accountId: z.int(),
  orgId: z.int(),
  /** Names the session, so that signing out can end this one alone. */
  sessionId: z.uuid(),
  /** `account.session_version` at sign-in. */
  version: z.int(),
  /** Epoch seconds. */
  signedInAt: z.int(),
})
export type SessionClaims = z.output<typeof sessionClaims>

export interface Cookie {
  name: string
  options: { httpOnly: true; sameSite: "lax"; path: "/"; secure: boolean }
}

/** `__Host-` binds a cookie to this very host, and needs https. */
export function cookieNamed(name: string): Cookie {
  const secure = baseUrl().startsWith("https://")
  return {
    name: `${secure ? "__Host-" : ""}tollgate.${name}`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  }
}

export function sessionCookie(): Cookie {
  return cookieNamed("session")
}

/** What next-auth keeps in the browser on the way to a session, by its own names for it. */
export function flowCookies() {
  return {
    callbackUrl: cookieNamed("callback"),
    csrfToken: cookieNamed("csrf"),
    state: cookieNamed("state"),
    nonce: cookieNamed("nonce"),
    pkceCodeVerifier: cookieNamed("pkce"),
  }
}

/** Null for anything but a session of ours that is younger than its limits. */
export async function readSessionToken(token: string): Promise<SessionClaims | null> {
  const payload = await decode({ token, secret: sessionSecret() }).catch(() => null)
  const claims = sessionClaims.safeParse(payload)
  if (!claims.success) return null
  const age = Date.now() / 1000 - claims.data.signedInAt
  return age < SESSION_TOTAL_SECONDS ? claims.data : null
}

/** One cookie's value out of a `Cookie` header. */
export function cookieValue(header: string | null, name: string): string | null {
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=")
    if (at !== -1 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}
