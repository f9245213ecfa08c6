declare const minted: unique symbol

export const ROLES = ["owner", "admin", "finance", "engineer", "viewer"] as const
export type Role = (typeof ROLES)[number]

export const KEY_SCOPES = ["ingest", "backfill", "authorize", "smoke", "read", "admin"] as const
export type KeyScope = (typeof KEY_SCOPES)[number]

/**
 * Who is asking, for which organisation. Every query takes one; only the session gate and the
 * API-key check mint it, so that forgetting the tenant does not compile.
 */
export interface Scope {
  readonly [minted]: true
  readonly orgId: number
  readonly actor: Actor
  /** The teams whose spend the asker sees; null sees all, unattributed spend included. */
  readonly teams: readonly string[] | null
  /** Where the request came from; null where nobody asked, or the server cannot tell. */
  readonly address: string | null
}

export type Actor =
  | { kind: "user"; userId: number; role: Role }
  | {
      kind: "key"
      keyId: number
      sourceId: number | null
      /** What it may do now. */
      scopes: readonly KeyScope[]
      /** Null for a key that no person made; a role of null says that its maker has left. */
      maker: { role: Role | null } | null
    }
  | { kind: "system"; job: string }

/** For the session gate, the API-key check and the worker alone. */
export function mintScope(orgId: number, actor: Actor, teams: readonly string[] | null = null): Scope {
  return { orgId, actor, teams, address: null } as Scope
}

/** The same asker, known to ask from `address`. */
export function askingFrom(scope: Scope, address: string | null): Scope {
  return { ...scope, address }
}
