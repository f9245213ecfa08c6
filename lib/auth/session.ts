import "server-only"
import { cookies, headers } from "next/headers"
import { redirect } from "next/navigation"
import { cache } from "react"
import * as z from "zod"
import { PATH_HEADER } from "@/lib/auth/path-header"
import { mintScope, ROLES, type Role, type Scope } from "@/lib/auth/scope"
import {
  cookieValue,
  readSessionToken,
  SESSION_IDLE_SECONDS,
  type SessionClaims,
  sessionCookie,
} from "@/lib/auth/session-token"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"

const memberRow = z.object({ role: z.enum(ROLES) })

/**
 * The scope that a session's claims stand for now, or null when it was ended, its account signed out
 * everywhere, or the membership is gone. Asked on every request: a signed cookie alone proves the past.
 */
export async function scopeOfClaims(claims: SessionClaims): Promise<Scope | null> {
  const { accountId, orgId, version, sessionId } = claims
  const [member] = await query(
    Prisma.sql`
      select m.role
      from account a
      join membership m on m.account_id = a.id and m.org_id = ${orgId}
      where a.id = ${accountId} and a.session_version = ${version}
        and not exists (select 1 from ended_session e where e.id = ${sessionId}::uuid)`,
    memberRow,
    { prepare: true },
  )
  return member ? mintScope(orgId, { kind: "user", userId: accountId, role: member.role }) : null
}

async function scopeOfToken(token: string | null | undefined): Promise<Scope | null> {
  const claims = token ? await readSessionToken(token) : null
  return claims && scopeOfClaims(claims)
}

/** For route handlers: who the request's session cookie stands for. */
export function scopeOfRequest(request: Request): Promise<Scope | null> {
  return scopeOfToken(cookieValue(request.headers.get("cookie"), sessionCookie().name))
}

/** For pages: who is signed in, asked once however many parts of a page ask. */
export const sessionScope = cache(async (): Promise<Scope | null> => {
  const jar = await cookies()
  return scopeOfToken(jar.get(sessionCookie().name)?.value)
})

/** Throws `forbidden` with a sentence unless the scope is of one of these roles. */
export function requireRole(scope: Scope, roles: readonly Role[]): void {
  const { actor } = scope
  if (actor.kind !== "user" || roles.includes(actor.role)) return
  const allowed = roles.map((role) => (role === "admin" ? "administrators" : `${role}s`)).join(", ")
  throw new AppError("forbidden", `The role ${actor.role} cannot do this. Those who can: ${allowed}.`)
}

/** For pages: sends to the sign-in page unless someone is signed in; throws `forbidden` for other roles. */
export async function requireScope(roles: readonly Role[] = ROLES): Promise<Scope> {
  const scope = await sessionScope()
  if (scope) {
    requireRole(scope, roles)
    return scope
  }
  const path = (await headers()).get(PATH_HEADER)
  redirect(path && path !== "/" ? `/sign-in?next=${encodeURIComponent(path)}` : "/sign-in")
}

/** Ends one session for good, and clears those whose cookies have expired by themselves. */
export async function endSession(sessionId: string): Promise<void> {
  const expiresAt = new Date(Date.now() + SESSION_IDLE_SECONDS * 1000)
  await execute(Prisma.sql`
    insert into ended_session (id, expires_at) values (${sessionId}::uuid, ${expiresAt})
    on conflict (id) do nothing`)
  await execute(Prisma.sql`delete from ended_session where expires_at < ${new Date()}`)
}

/** Signs an account out everywhere. For changes of password or role, and for lost devices. */
export async function endAllSessions(accountId: number): Promise<void> {
  await execute(Prisma.sql`update account set session_version = session_version + 1 where id = ${accountId}`)
}
