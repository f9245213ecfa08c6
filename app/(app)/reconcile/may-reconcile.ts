import type { Role, Scope } from "@/lib/auth/scope"

/** Bills tell of everybody's spend: a member kept to teams imports none. */
export function mayReconcile({ actor, teams }: Scope, roles: readonly Role[]): boolean {
  return actor.kind === "user" && teams === null && roles.includes(actor.role)
}
