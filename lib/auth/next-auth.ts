import "server-only"
import { randomUUID } from "node:crypto"
import type { AuthOptions } from "next-auth"
import { endSession, scopeOfClaims } from "@/lib/auth/live-session"
import { oidcProvider, PROVIDER_ID } from "@/lib/auth/provider"
import { type ProviderRefusal, RefusedByRule } from "@/lib/auth/provider-refusals"
import { providerSettings } from "@/lib/auth/provider-settings"
import { signInByProvider } from "@/lib/auth/provider-sign-in"
import { sessionSecret } from "@/lib/auth/secrets"
import {
  flowCookies,
  SESSION_IDLE_SECONDS,
  SESSION_TOTAL_SECONDS,
  type SessionClaims,
  sessionClaims,
  sessionCookie,
} from "@/lib/auth/session-token"
import { type SignedIn, signIn } from "@/lib/auth/sign-in"
import { baseUrl } from "@/lib/env"
import { log } from "@/lib/log"

function firstClaims(user: SignedIn): SessionClaims {
  const { accountId, orgId, version } = user
  const signedInAt = Math.floor(Date.now() / 1000)
  return { accountId, orgId, version, sessionId: randomUUID(), signedInAt }
}

/** Renews a session's token with the same claims, so that the limit from sign-in on stays. */
async function renewed(token: unknown): Promise<SessionClaims> {
  const claims = sessionClaims.parse(token)
  const age = Date.now() / 1000 - claims.signedInAt
  if (age >= SESSION_TOTAL_SECONDS || !(await scopeOfClaims(claims)))
    throw new Error("The session has ended.")
  return claims
}

/** Where to go after signing in: an address of this installation, whatever was asked for. */
export function safeReturn(url: string, baseUrl: string): string {
  try {
    const target = new URL(url, baseUrl)
    return target.origin === baseUrl && target.username === "" ? target.href : baseUrl
  } catch {
    return baseUrl
  }
}

/** The message alone: details of next-auth may hold tokens. */
function reasonOf(detail: unknown): string {
  const error = detail instanceof Error ? detail : Reflect.get(Object(detail), "error")
  return error instanceof Error ? error.message : "unknown"
}

function refused(refusal: ProviderRefusal): string {
  return `${baseUrl()}/sign-in?error=${refusal}`
}

/** Somebody signed in by the provider, or the address of the page that says why not. */
async function fromProvider(claims: unknown, address: string): Promise<SignedIn | string> {
  const settings = providerSettings()
  if (!settings) return refused("failed")
  try {
    return await signInByProvider(settings, claims, address === "unknown" ? null : address)
  } catch (error) {
    if (error instanceof RefusedByRule) {
      log.info({ refusal: error.refusal, reason: error.message }, "A sign-in by the provider was refused.")
      return refused(error.refusal)
    }
    log.error({ err: error }, "A sign-in by the provider failed.")
    return refused("unavailable")
  }
}

/**
 * next-auth's options for one request from `address`. `onRefusal` receives the error behind a refused
 * password, which next-auth itself would fold into a redirect.
 */
export function authOptions(address: string, onRefusal: (error: unknown) => void): AuthOptions {
  // Whoever this very request signs in: the jwt callback begins their session.
  let signedIn: SignedIn | undefined
  const provider = providerSettings()
  return {
    secret: sessionSecret(),
    providers: [
      {
        id: "credentials",
        name: "E-mail and password",
        type: "credentials",
        credentials: { email: {}, password: {} },
        async authorize(input) {
          try {
            signedIn = await signIn(input, address)
            return { id: String(signedIn.accountId), name: signedIn.name, email: signedIn.email }
          } catch (error) {
            onRefusal(error)
            return null
          }
        },
      },
      ...(provider ? [oidcProvider(provider)] : []),
    ],
    session: { strategy: "jwt", maxAge: SESSION_IDLE_SECONDS },
    jwt: { maxAge: SESSION_IDLE_SECONDS },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    cookies: { sessionToken: sessionCookie(), ...flowCookies() },
    callbacks: {
      async signIn({ account, profile }) {
        if (account?.provider !== PROVIDER_ID) return true
        const outcome = await fromProvider(profile, address)
        if (typeof outcome === "string") return outcome
        signedIn = outcome
        return true
      },
      jwt: async ({ token }) => ({ ...(signedIn ? firstClaims(signedIn) : await renewed(token)) }),
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => safeReturn(url, baseUrl),
    },
    events: {
      async signOut({ token }) {
        const claims = sessionClaims.safeParse(token)
        if (claims.success) await endSession(claims.data.sessionId)
      },
    },
    logger: {
      // A session that has ended is no fault: next-auth reports it as one. What the provider did not do is.
      error: (code, detail) =>
        /OAUTH/i.test(code)
          ? log.warn({ code, reason: reasonOf(detail) }, "A sign-in by the provider was not completed.")
          : log.debug({ code, detail }, "A session was refused."),
      warn: (code) => log.debug({ code }, "next-auth warns."),
      debug: () => undefined,
    },
  }
}
