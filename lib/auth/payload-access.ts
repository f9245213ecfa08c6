import type { Role, Scope } from "./scope"

/** Payloads hold what people typed: those who only need the money do not see them. */
const PAYLOAD_ROLES: readonly Role[] = ["owner", "admin", "engineer"]

/** Whether the asker may read what sources sent, word for word. */
export function maySeePayloads({ actor }: Scope): boolean {
  return actor.kind !== "user" || PAYLOAD_ROLES.includes(actor.role)
}
