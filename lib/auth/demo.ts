import "server-only"
import { createKey } from "@/lib/auth/api-key"
import { createOrganisation, requireKnownZone } from "@/lib/auth/create-organisation"
import { hashPassword } from "@/lib/auth/password"
import { type KeyScope, mintScope, type Scope } from "@/lib/auth/scope"
import { randomBase62 } from "@/lib/auth/token"
import { prisma } from "@/lib/db/client"
import type { Prisma } from "@/lib/db/generated/client"

export interface DemoOptions {
  name?: string
  zone?: string
  currency?: string
  /** The source that the demo's events come from. */
  source?: string
  /** Of the owner, and what a later run knows the demo by: each address has a demo of its own. */
  email?: string
}

export interface Demo {
  orgId: number
  owner: { email: string; password: string }
  keys: { ingest: string; read: string; admin: string }
}

const EMAIL = "demo@tollgate.test"
const PASSWORD_LENGTH = 20

const KEYS: Record<keyof Demo["keys"], KeyScope[]> = {
  ingest: ["ingest", "backfill"],
  read: ["read"],
  admin: ["admin"],
}

/** The demo of a former run keeps its data; its password and keys end with the new ones. */
async function renew(
  tx: Prisma.TransactionClient,
  email: string,
  passwordHash: string,
): Promise<number | null> {
  const account = await tx.account.findUnique({ where: { email } })
  if (!account) return null
  const membership = await tx.membership.findFirst({ where: { accountId: account.id, role: "owner" } })
  if (!membership) return null
  const { orgId } = membership
  await tx.account.update({
    where: { id: account.id },
    data: { passwordHash, sessionVersion: { increment: 1 } },
  })
  const names = Object.keys(KEYS).map((key) => `demo ${key}`)
  await tx.apiKey.updateMany({
    where: { orgId, revokedAt: null, name: { in: names } },
    data: { revokedAt: new Date() },
  })
  return orgId
}

async function makeKeys(scope: Scope, source: string): Promise<Demo["keys"]> {
  const made: [string, string][] = []
  for (const [name, scopes] of Object.entries(KEYS)) {
    const sends = scopes.includes("ingest")
    const input = { name: `demo ${name}`, environment: "demo", scopes, ...(sends ? { source } : {}) }
    made.push([name, (await createKey(scope, input)).key])
  }
  return Object.fromEntries(made) as Demo["keys"]
}

/**
 * The demo organisation with an owner of random password and one key each to send, read and manage.
 * Calling it again keeps the organisation and its events and renews password and keys. It closes the
 * first set-up: the demo's owner is the installation's.
 */
export async function createDemoOrganisation(options: DemoOptions = {}): Promise<Demo> {
  const {
    name = "Tollgate demo",
    zone = "UTC",
    currency = "USD",
    source = "demo-app",
    email = EMAIL,
  } = options
  await requireKnownZone(zone)
  const password = randomBase62(PASSWORD_LENGTH)
  const passwordHash = await hashPassword(password)
  const orgId = await prisma().$transaction(async (tx) => {
    const known = await renew(tx, email, passwordHash)
    if (known !== null) return known
    const owner = { name: "Demo owner", email, passwordHash }
    const created = await createOrganisation(tx, { name, zone, currency, isDemo: true, owner })
    const closed = { completedAt: new Date(), setupTokenHash: null }
    await tx.installation.upsert({ where: { id: 1 }, create: { id: 1, ...closed }, update: closed })
    return created.orgId
  })
  const keys = await makeKeys(mintScope(orgId, { kind: "system", job: "demo" }), source)
  return { orgId, owner: { email, password }, keys }
}
