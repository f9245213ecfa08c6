declare const minted: unique symbol

export type Role = "owner" | "admin" | "finance" | "engineer" | "viewer"
export type KeyScope = "ingest" | "backfill" | "read" | "admin"

/**
 * Who is asking, for which organisation. Every query takes one; only the session gate and the
 * API-key check mint it, so that forgetting the tenant does not compile.
 */
export interface Scope {
  readonly [minted]: true
  readonly orgId: number
  readonly actor: Actor
}

export type Actor =
  | { kind: "user"; userId: number; role: Role }
  | { kind: "key"; keyId: number; sourceId: number | null; scopes: readonly KeyScope[] }
  | { kind: "system"; job: string }

/** For the session gate, the API-key check and the worker alone. */
export function mintScope(orgId: number, actor: Actor): Scope {
  return { orgId, actor } as Scope
}
