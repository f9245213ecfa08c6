import { createKey } from "@/lib/auth/api-key"
import { createOrganisation } from "@/lib/auth/create-organisation"
import { mintScope, type Role, type Scope } from "@/lib/auth/scope"
import { sessionCookie } from "@/lib/auth/session-token"
import { prisma } from "@/lib/db/client"
import { transaction } from "@/lib/db/query"
import { signedInAs } from "@/lib/testing/signed-in"

export interface Tenant {
  name: string
  orgId: number
  /** Sends events of the source `app`, of any age. */
  ingestKey: string
  readKey: string
  /** The session cookie of a new member with this role. */
  session: (role: Role) => Promise<{ name: string; value: string }>
}

export interface TenantOptions {
  zone?: string
  /** Without: an installation before its first key. */
  keys?: boolean
}

let made = 0

async function makeKeys(scope: Scope): Promise<Pick<Tenant, "ingestKey" | "readKey">> {
  const form = { environment: "live", source: "app" }
  const ingest = await createKey(scope, { ...form, name: "app", scopes: ["ingest", "backfill"] })
  const read = await createKey(scope, { name: "reader", environment: "live", scopes: ["read"] })
  return { ingestKey: ingest.key, readKey: read.key }
}

/** An organisation of its own for one test, owned by A. Ito, through the product's own code. */
export async function makeTenant({
  zone = "Europe/Berlin",
  keys = true,
}: TenantOptions = {}): Promise<Tenant> {
  made += 1
  const name = `Tenant ${process.pid}-${made}-${Date.now()}`
  const email = `owner-${process.pid}-${made}-${Date.now()}@example.com`
  const owner = { name: "A. Ito", email, passwordHash: "$argon2id$none" }
  const { orgId } = await transaction((on) =>
    createOrganisation(on, { name, zone, currency: "USD", isDemo: false, owner }),
  )
  // The server makes up its mind about who owns it at the first sign-in page.
  const closed = { completedAt: new Date(), setupTokenHash: null }
  await prisma().installation.upsert({ where: { id: 1 }, create: { id: 1, ...closed }, update: closed })
  const scope = mintScope(orgId, { kind: "system", job: "e2e" })
  const own = keys ? await makeKeys(scope) : { ingestKey: "", readKey: "" }
  return {
    name,
    orgId,
    ...own,
    async session(role) {
      const { cookie } = await signedInAs(role, orgId)
      const cookieName = sessionCookie().name
      return { name: cookieName, value: cookie.slice(cookieName.length + 1) }
    },
  }
}
