import { ROLES, type Role } from "@/lib/auth/scope"

/** Roles whose sight may be narrowed to teams; the others see all spend by what they are there for. */
export const NARROWABLE: readonly Role[] = ["engineer", "viewer"]

/** The roles that somebody of `role` may give and take: an owner every one, an administrator all but owner. */
export function grantable(role: Role): readonly Role[] {
  if (role === "owner") return ROLES
  return role === "admin" ? ROLES.filter((other) => other !== "owner") : []
}

/** Whether `role` may make a member of the role `from` one of the role `to`. */
export function mayChange(role: Role, from: Role, to: Role): boolean {
  const may = grantable(role)
  return may.includes(from) && may.includes(to)
}
