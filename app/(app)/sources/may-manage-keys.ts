import type { Role, Scope } from "@/lib/auth/scope"

const ROLES: readonly Role[] = ["owner", "admin", "engineer"]

/** The roles that the routes of the keys let in. */
export function mayManageKeys({ actor }: Scope): boolean {
  return actor.kind === "user" && ROLES.includes(actor.role)
}

/** Who may rename a source, set it to bill and turn its secret. */
export function mayKeepSources({ actor }: Scope): boolean {
  return actor.kind === "user" && (actor.role === "owner" || actor.role === "admin")
}
