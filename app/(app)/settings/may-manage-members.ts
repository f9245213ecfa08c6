import { grantable } from "@/lib/auth/role-rules"
import type { Scope } from "@/lib/auth/scope"

/** The roles that the routes of members and settings let in. */
export function mayManageMembers({ actor }: Scope): boolean {
  return actor.kind === "user" && grantable(actor.role).length > 0
}
