import { afterAll } from "vitest"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { disconnect, prisma } from "@/lib/db/client"

export interface TestDatabaseOptions {
  /** A database that nothing has written to, for what exists once per installation. */
  fresh?: boolean
}

/**
 * Points this test file at a migrated database of its own worker; call it once at the top of the
 * file, `await testDatabase()`. Files of one worker share it, so each test makes its own tenant.
 */
export async function testDatabase({ fresh = false }: TestDatabaseOptions = {}): Promise<string> {
  const worker = process.env.VITEST_POOL_ID ?? "1"
  const name = fresh ? `fresh/${worker}_${process.pid}_${Date.now()}` : worker
  const response = await fetch(`${process.env.TOLLGATE_TEST_BROKER}/${name}`)
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  process.env.DATABASE_URL = text
  afterAll(disconnect)
  return text
}

export interface Tenant {
  orgId: number
  scope: Scope
}

let tenants = 0

/** An organisation that no other test knows. */
export async function makeTenant(
  overrides: { zone?: string; currency?: string; name?: string } = {},
): Promise<Tenant> {
  tenants += 1
  const slug = `tenant-${process.pid}-${Date.now()}-${tenants}`
  const { id } = await prisma().organisation.create({ data: { name: slug, slug, ...overrides } })
  return { orgId: id, scope: mintScope(id, { kind: "system", job: "test" }) }
}
