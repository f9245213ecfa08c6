import "server-only"
import { createKey, revokeKey } from "@/lib/auth/api-key"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"

export interface SourceKey {
  sourceId: number
  name: string
  keyId: number
  key: string
}

/** An organisation of the proof with the keys that act for it. */
export interface Tenant {
  orgId: number
  zone: string
  scope: Scope
  /** A key that reads. */
  read: string
  sources: SourceKey[]
}

let made = 0

export async function makeSource(scope: Scope, name: string): Promise<SourceKey> {
  const made = await createKey(scope, { name, environment: "prove", scopes: ["ingest"], source: name })
  if (!made.source) throw new Error("A key that ingests has a source.")
  return { sourceId: made.source.id, name, keyId: made.id, key: made.key }
}

export async function makeTenant(name: string, zone: string, sources: readonly string[]): Promise<Tenant> {
  made += 1
  const { id: orgId } = await prisma().organisation.create({
    data: { name, slug: `prove-${made}`, zone, currency: "USD" },
  })
  const scope = mintScope(orgId, { kind: "system", job: "prove" })
  const { key: read } = await createKey(scope, { name: "reader", environment: "prove", scopes: ["read"] })
  const keys: SourceKey[] = []
  for (const source of sources) keys.push(await makeSource(scope, source))
  return { orgId, zone, scope, read, sources: keys }
}

/** Revokes in this process: the web server has to notice by itself, as another instance would. */
export async function revoke({ scope }: Tenant, keyId: number): Promise<void> {
  await revokeKey(scope, keyId)
}
