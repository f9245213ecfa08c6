import "server-only"
import * as z from "zod"
import { mintScope, ROLES, type Role, type Scope } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import type { Connection } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"

const memberRow = z.object({ role: z.enum(ROLES), teams: z.array(z.string()).nullable(), email: z.string() })

export interface Asker {
  scope: Scope
  email: string
  role: Role
}

/** Whoever made a report, as they may see today; null for somebody who is no member any more. */
export async function askerOf(orgId: number, accountId: number, on?: Connection): Promise<Asker | null> {
  const [member] = await ownRows(
    orgId,
    Prisma.sql`select m.role, named_teams(m.org_id, m.teams) as teams, a.email
      from membership m join account a on a.id = m.account_id
      where m.org_id = ${orgId} and m.account_id = ${accountId}`,
    memberRow,
    { on, pool: accountPool() },
  )
  if (!member) return null
  const { role, teams, email } = member
  return { scope: mintScope(orgId, { kind: "user", userId: accountId, role }, teams), email, role }
}

const MAIL_TO_ANYBODY: readonly Role[] = ["owner", "admin", "finance"]

/** Who may be mailed to by somebody of this role and address; null is anybody. */
export function mayMailTo({ role, email }: Pick<Asker, "role" | "email">): readonly string[] | null {
  return MAIL_TO_ANYBODY.includes(role) ? null : [email.toLowerCase()]
}
