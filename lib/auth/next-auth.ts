import "server-only"
import { randomUUID } from "node:crypto"
import type { AuthOptions } from "next-auth"
import { clientAddress } from "@/lib/auth/client-address"
import { endSession, scopeOfClaims } from "@/lib/auth/live-session"
import { sessionSecret } from "@/lib/auth/secrets"
import {
  cookieNamed,
  SESSION_IDLE_SECONDS,
  SESSION_TOTAL_SECONDS,
  type SessionClaims,
  sessionClaims,
  sessionCookie,
} from "@/lib/auth/session-token"
import { type SignedIn, signIn } from "@/lib/auth/sign-in"
import { env } from "@/lib/env"
import { log } from "@/lib/log"

type Headers = Record<string, unknown> | undefined

function addressOf(headers: Headers): string {
  const get = (name: string): string | null => {
    const value = headers?.[name]
    return typeof value === "string" ? value : null
  }
  return clientAddress({ get }, env().TRUSTED_PROXIES)
}

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

/**
 * next-auth's options for one request. `onRefusal` receives the error behind a refused sign-in, which
 * next-auth itself would fold into a redirect.
 */
export function authOptions(onRefusal: (error: unknown) => void): AuthOptions {
  // next-auth carries what authorize() returns to the jwt callback as `user`.
  let signedIn: SignedIn | undefined
  return {
    secret: sessionSecret(),
    providers: [
      {
        id: "credentials",
        name: "E-mail and password",
        type: "credentials",
        credentials: { email: {}, password: {} },
        async authorize(input, request) {
          try {
            signedIn = await signIn(input, addressOf(request.headers))
            return { id: String(signedIn.accountId), name: signedIn.name, email: signedIn.email }
          } catch (error) {
            onRefusal(error)
            return null
          }
        },
      },
    ],
    session: { strategy: "jwt", maxAge: SESSION_IDLE_SECONDS },
    jwt: { maxAge: SESSION_IDLE_SECONDS },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    cookies: {
      sessionToken: sessionCookie(),
      callbackUrl: cookieNamed("callback"),
      csrfToken: cookieNamed("csrf"),
    },
    callbacks: {
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
      // A session that has ended is no fault: next-auth reports it as one.
      error: (code, detail) => log.debug({ code, detail }, "A session was refused."),
      warn: (code) => log.debug({ code }, "next-auth warns."),
      debug: () => undefined,
    },
  }
}
