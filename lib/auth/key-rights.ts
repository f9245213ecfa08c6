import type { Actor, KeyScope, Role } from "@/lib/auth/scope"

/** Whoever made a key, as they stand now: `role` is null once they have left the organisation. */
export interface KeyMaker {
  role: Role | null
}

const ADMIN_ROLES: readonly Role[] = ["owner", "admin"]

/** Whether the role may make and revoke keys that manage keys. */
export function mayGrantAdmin(role: Role | null): boolean {
  return role !== null && ADMIN_ROLES.includes(role)
}

/**
 * What a key may do today. Sending belongs to the organisation and goes on when its maker leaves; to read and
 * to manage is its maker's right, and ends with it. A key that no person made keeps what it was given.
 */
export function scopesNow(given: readonly KeyScope[], maker: KeyMaker | null): KeyScope[] {
  if (maker === null) return [...given]
  return given.filter((scope) => {
    if (scope === "read") return maker.role !== null
    return scope !== "admin" || mayGrantAdmin(maker.role)
  })
}

/** Whether the asker may hand these scopes to a key: nobody hands out more than they hold. */
export function mayHandOut(actor: Actor, scopes: readonly KeyScope[]): boolean {
  if (actor.kind === "system" || !scopes.includes("admin")) return true
  return actor.kind === "key" ? actor.scopes.includes("admin") : mayGrantAdmin(actor.role)
}
