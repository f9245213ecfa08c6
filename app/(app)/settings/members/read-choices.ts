import "server-only"
import { grantable, NARROWABLE } from "@/lib/auth/role-rules"
import type { Scope } from "@/lib/auth/scope"
import { dimensionValues } from "@/lib/spend/queries"

/** What the asker can choose from for a member. */
export async function readChoices(scope: Scope) {
  const { actor } = scope
  const values = await dimensionValues(scope, "team", "")
  return {
    roles: actor.kind === "user" ? grantable(actor.role) : [],
    narrowable: NARROWABLE,
    knownTeams: values.filter((value) => value !== null),
  }
}
