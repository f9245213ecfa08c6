import type { Role, Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"

const PEOPLE: Record<Role, string> = {
  owner: "owners",
  admin: "administrators",
  finance: "finance",
  engineer: "engineers",
  viewer: "viewers",
}

/** Throws `forbidden` with a sentence unless the scope is of one of these roles. */
export function requireRole(scope: Scope, roles: readonly Role[]): void {
  const { actor } = scope
  if (actor.kind !== "user" || roles.includes(actor.role)) return
  const allowed = roles.map((role) => PEOPLE[role]).join(", ")
  throw new AppError("forbidden", `The role ${actor.role} cannot do this. Those who can: ${allowed}.`)
}
