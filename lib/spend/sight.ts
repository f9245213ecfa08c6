import type { Scope } from "@/lib/auth/scope"
import type { Prisma } from "@/lib/db/generated/client"
import { conditionsOf } from "./dimensions"
import type { Filter } from "./schema"

/** What keeps the asker's statements to their teams; nothing for those who see all, no row for no team. */
export function sightOf({ teams }: Pick<Scope, "teams">): Filter[] {
  return teams === null ? [] : [{ dimension: "team", operator: "=", values: [...teams] }]
}

/** The same as a condition on the context `x`. */
export function seenContexts(scope: Pick<Scope, "teams">): Prisma.Sql {
  return conditionsOf(sightOf(scope), "context")
}
