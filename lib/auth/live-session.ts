import "server-only"
import * as z from "zod"
import { mintScope, ROLES, type Scope } from "@/lib/auth/scope"
import {
  cookieValue,
  readSessionToken,
  SESSION_IDLE_SECONDS,
  type SessionClaims,
  sessionCookie,
} from "@/lib/auth/session-token"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"

/** Beyond a cookie's end by the clock of whoever reads it. */
const CLOCK_MARGIN_SECONDS = 60

const memberRow = z.object({ role: z.enum(ROLES), teams: z.array(z.string()).nullable() })

/**
 * The scope that a session's claims stand for now, or null when it was ended, its account signed out
 * everywhere, or the membership is gone. Asked on every request: a signed cookie alone proves the past.
 */
export async function scopeOfClaims(claims: SessionClaims): Promise<Scope | null> {
  const { accountId, orgId, version, sessionId } = claims
  const [member] = await query(
    Prisma.sql`
      select m.role, named_teams(m.org_id, m.teams) as teams
      from account a
      join membership m on m.account_id = a.id and m.org_id = ${orgId}
      where a.id = ${accountId} and a.session_version = ${version}
        and not exists (select 1 from ended_session e where e.id = ${sessionId}::uuid)`,
    memberRow,
    { prepare: true },
  )
  if (!member) return null
  return mintScope(orgId, { kind: "user", userId: accountId, role: member.role }, member.teams)
}

/** Null for no token, and for one that is not a live session of ours. */
export async function scopeOfToken(token: string | null | undefined): Promise<Scope | null> {
  const claims = token ? await readSessionToken(token) : null
  return claims && scopeOfClaims(claims)
}

/** For route handlers: who the request's session cookie stands for. */
export function scopeOfRequest(request: Request): Promise<Scope | null> {
  return scopeOfToken(cookieValue(request.headers.get("cookie"), sessionCookie().name))
}

/** Ends one session for good, and clears those whose cookies have expired by themselves. */
export async function endSession(sessionId: string): Promise<void> {
  const expiresAt = new Date(Date.now() + (SESSION_IDLE_SECONDS + CLOCK_MARGIN_SECONDS) * 1000)
  await execute(Prisma.sql`
    insert into ended_session (id, expires_at) values (${sessionId}::uuid, ${expiresAt})
    on conflict (id) do nothing`)
  await execute(Prisma.sql`delete from ended_session where expires_at < ${new Date()}`)
}

/** Signs an account out everywhere. For changes of password or role, and for lost devices. */
export async function endAllSessions(accountId: number): Promise<void> {
  await execute(Prisma.sql`update account set session_version = session_version + 1 where id = ${accountId}`)
}
