import type { Role, Scope } from "./scope"

/** Payloads hold what people typed: those who only need the money do not see them. */
const PAYLOAD_ROLES: readonly Role[] = ["owner", "admin", "engineer"]

/** Whether the asker may read what sources sent, word for word; a key may what its maker may. */
export function maySeePayloads({ actor }: Scope): boolean {
  if (actor.kind === "system" || (actor.kind === "key" && actor.maker === null)) return true
  const role = actor.kind === "user" ? actor.role : actor.maker?.role
  return role != null && PAYLOAD_ROLES.includes(role)
}
