import "server-only"
import { cache } from "react"
import { prisma } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import type { Role, Scope } from "./scope"

export interface Account {
  email: string
  name: string
  role: Role
}

/** The person behind the scope, asked once per page. Throws `forbidden` for keys and jobs: they are nobody. */
export const getAccount = cache(async ({ actor }: Scope): Promise<Account> => {
  if (actor.kind !== "user") throw new AppError("forbidden", "Only a signed-in person has an account.")
  const row = await prisma().account.findUnique({
    where: { id: actor.userId },
    select: { email: true, name: true },
  })
  if (!row) throw new AppError("not_found", "This account does not exist any more.")
  return { ...row, role: actor.role }
})

/** Names of those who can change roles, for pages that somebody's role keeps closed. */
const ownerNames = cache(async ({ orgId }: Scope): Promise<string[]> => {
  const owners = await prisma().membership.findMany({
    where: { orgId, role: "owner" },
    select: { accountId: true },
  })
  const accounts = await prisma().account.findMany({
    where: { id: { in: owners.map(({ accountId }) => accountId) } },
    select: { name: true },
    orderBy: { name: "asc" },
  })
  return accounts.map(({ name }) => name)
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
