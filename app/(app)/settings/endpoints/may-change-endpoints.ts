import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { KEEPERS } from "@/lib/delivery/mutations"
import { SEERS } from "@/lib/delivery/queries"

const hasRole = ({ actor }: Scope, roles: readonly string[]) =>
  actor.kind === "user" && roles.includes(actor.role)

/** The roles that the routes of endpoints let in, to read and to change. */
export const maySeeEndpoints = (scope: Scope) => hasRole(scope, SEERS)
export const mayChangeEndpoints = (scope: Scope) => hasRole(scope, KEEPERS)
