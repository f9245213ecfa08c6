import { randomUUID } from "node:crypto"
import { encode } from "next-auth/jwt"
import type { Role } from "@/lib/auth/scope"
import { sessionSecret } from "@/lib/auth/secrets"
import { type SessionClaims, sessionCookie } from "@/lib/auth/session-token"
import { prisma } from "@/lib/db/client"

process.env.NEXTAUTH_SECRET ??= "only for tests: this signs no real session"
process.env.TOLLGATE_KEY_PEPPER ??= "only for tests: this is keyed into no real hash"

export interface Member {
  accountId: number
  claims: SessionClaims
  /** A `Cookie` header of a session that has just begun. */
  cookie: string
}

/** A `Cookie` header for any claims, valid or not. */
export async function cookieFor(claims: SessionClaims, maxAge = 3_600): Promise<string> {
  const token = await encode({ token: { ...claims }, secret: sessionSecret(), maxAge })
  return `${sessionCookie().name}=${token}`
}

let members = 0

/** A new account with this role in the organisation, signed in. */
export async function signedInAs(role: Role, orgId: number): Promise<Member> {
  members += 1
  const email = `${role}-${process.pid}-${Date.now()}-${members}@example.com`
  const data = { email, name: role, passwordHash: "$argon2id$none" }
  const { id: accountId } = await prisma().account.create({ data })
  await prisma().membership.create({ data: { orgId, accountId, role } })
  const signedInAt = Math.floor(Date.now() / 1000)
  const claims = { accountId, orgId, version: 1, sessionId: randomUUID(), signedInAt }
  return { accountId, claims, cookie: await cookieFor(claims) }
}
