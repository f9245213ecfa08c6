import "server-only"
import * as z from "zod"
import { createKey } from "@/lib/auth/api-key"
import { recordAudit } from "@/lib/auth/audit"
import { createOrganisation, requireKnownZone } from "@/lib/auth/create-organisation"
import { hashPassword } from "@/lib/auth/password"
import { type KeyScope, mintScope, type Scope } from "@/lib/auth/scope"
import { randomBase62 } from "@/lib/auth/token"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query, transaction } from "@/lib/db/query"

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
  ingest: ["ingest", "backfill", "authorize"],
  read: ["read"],
  admin: ["admin"],
}

const memberRow = z.object({ account_id: z.int(), org_id: z.int() })

/** The demo of a former run keeps its data; its password and keys end with the new ones. */
async function renew(on: Connection, email: string, passwordHash: string): Promise<number | null> {
  const [owner] = await query(
    Prisma.sql`
      select m.account_id, m.org_id from account a
      join membership m on m.account_id = a.id
      where a.email = ${email} and m.role = 'owner'`,
    memberRow,
    { on },
  )
  if (!owner) return null
  const { org_id: orgId, account_id: accountId } = owner
  await execute(
    Prisma.sql`
      update account set password_hash = ${passwordHash}, session_version = session_version + 1
      where id = ${accountId}`,
    { on },
  )
  const names = Object.keys(KEYS).map((key) => `demo ${key}`)
  await execute(
    Prisma.sql`
      update api_key set revoked_at = ${new Date()}
      where org_id = ${orgId} and revoked_at is null and name = any (${names}::text[])`,
    { on },
  )
  await recordAudit(on, demoScope(orgId), {
    action: "demo.renew",
    subject: "demo",
    after: { owner: email, revoked: names },
  })
  return orgId
}

function demoScope(orgId: number): Scope {
  return mintScope(orgId, { kind: "system", job: "demo" })
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
  const orgId = await transaction(async (on) => {
    const known = await renew(on, email, passwordHash)
    if (known !== null) return known
    const owner = { name: "Demo owner", email, passwordHash }
    const created = await createOrganisation(on, { name, zone, currency, isDemo: true, owner })
    await execute(
      Prisma.sql`
        insert into installation (id, completed_at) values (1, ${new Date()})
        on conflict (id) do update set completed_at = excluded.completed_at, setup_token_hash = null`,
      { on },
    )
    return created.orgId
  }, accountPool())
  const keys = await makeKeys(demoScope(orgId), source)
  return { orgId, owner: { email, password }, keys }
}
