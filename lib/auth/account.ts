import "server-only"
import { cache } from "react"
import * as z from "zod"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import type { Role, Scope } from "./scope"

export interface Account {
  email: string
  name: string
  role: Role
}

const personRow = z.object({ email: z.string(), name: z.string() })

/** The person behind the scope, asked once per page. Throws `forbidden` for keys and jobs: they are nobody. */
export const getAccount = cache(async ({ orgId, actor }: Scope): Promise<Account> => {
  if (actor.kind !== "user") throw new AppError("forbidden", "Only a signed-in person has an account.")
  const [row] = await ownRows(
    orgId,
    Prisma.sql`select a.email, a.name from account a where a.id = ${actor.userId}`,
    personRow,
    { pool: accountPool() },
  )
  if (!row) throw new AppError("not_found", "This account does not exist any more.")
  return { ...row, role: actor.role }
})

const ownerRow = z.object({ name: z.string() })

/** Names of those who can change roles, for pages that somebody's role keeps closed. */
const ownerNames = cache(async ({ orgId }: Scope): Promise<string[]> => {
  const owners = await ownRows(
    orgId,
    Prisma.sql`
      select a.name from membership m join account a on a.id = m.account_id
      where m.org_id = ${orgId} and m.role = 'owner' order by a.name, a.id`,
    ownerRow,
    { pool: accountPool() },
  )
  return owners.map(({ name }) => name)
})

/** `Owners and administrators change this. Owners: A. Ito, M. Lindqvist.` */
export async function ownersSentence(scope: Scope): Promise<string> {
  return `Owners and administrators change this. Owners: ${(await ownerNames(scope)).join(", ")}.`
}

/** `Your role, Viewer, cannot see keys. Owners can grant it: A. Ito, M. Lindqvist.` */
export async function forbiddenSentence(scope: Scope, what: string): Promise<string> {
  const role = scope.actor.kind === "user" ? scope.actor.role : scope.actor.kind
  const named = role.charAt(0).toUpperCase() + role.slice(1)
  return `Your role, ${named}, cannot see ${what}. Owners can grant it: ${(await ownerNames(scope)).join(", ")}.`
}
