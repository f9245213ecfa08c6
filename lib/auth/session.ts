import "server-only"
import { cookies, headers } from "next/headers"
import { redirect } from "next/navigation"
import { cache } from "react"
import { scopeOfToken } from "@/lib/auth/live-session"
import { PATH_HEADER } from "@/lib/auth/path-header"
import { requireRole } from "@/lib/auth/require-role"
import { ROLES, type Role, type Scope } from "@/lib/auth/scope"
import { sessionCookie } from "@/lib/auth/session-token"

/** Who is signed in, asked once however many parts of a page ask. */
export const sessionScope = cache(async (): Promise<Scope | null> => {
  const jar = await cookies()
  return scopeOfToken(jar.get(sessionCookie().name)?.value)
})

/** Sends to the sign-in page unless someone is signed in; throws `forbidden` for other roles. */
export async function requireScope(roles: readonly Role[] = ROLES): Promise<Scope> {
  const scope = await sessionScope()
  if (scope) {
    requireRole(scope, roles)
    return scope
  }
  const path = (await headers()).get(PATH_HEADER)
  redirect(path && path !== "/" ? `/sign-in?next=${encodeURIComponent(path)}` : "/sign-in")
}
