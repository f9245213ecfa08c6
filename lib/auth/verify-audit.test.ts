import pg from "pg"
import { beforeAll, describe, expect, test } from "vitest"
import { recordAudit } from "@/lib/auth/audit"
import { auditQuery } from "@/lib/auth/audit-schema"
import { auditActions, getAuditEntry, listAudit } from "@/lib/auth/audit-trail"
import { getAuditState, verifyAudit, verifyAuditStep } from "@/lib/auth/verify-audit"
import { transaction } from "@/lib/db/query"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"

const url = await testDatabase()

async function add(tenant: Tenant, count: number, subject = "thing"): Promise<void> {
  await transaction(async (on) => {
    for (let n = 0; n < count; n += 1)
      await recordAudit(on, tenant.scope, {
        action: "test.update",
        subject,
        before: { n },
        after: { n: n + 1 },
      })
  })
}

async function tenantWith(count: number): Promise<Tenant> {
  const tenant = await makeTenant()
  await add(tenant, count)
  return tenant
}

/** Tampers as somebody would who has the database: with the privileges granted anew. */
async function tamper(statement: string, values: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query("grant update, delete on audit_entry to current_user")
  await client.query(statement, values)
  await client.query("revoke update, delete on audit_entry from current_user")
  await client.end()
}

const list = (tenant: Tenant, asked: object) => listAudit(tenant.scope, auditQuery.parse(asked))

test("a whole trail is checked to its end, and further as it grows", async () => {
  const tenant = await tenantWith(5)
  expect(await getAuditState(tenant)).toMatchObject({ entries: 5, verified_at: null, broken: null })
  await verifyAudit(tenant.orgId)
  expect(await getAuditState(tenant)).toMatchObject({ verified_id: 5, checking_id: null, broken: null })
  await add(tenant, 2)
  await verifyAudit(tenant.orgId)
  expect(await getAuditState(tenant)).toMatchObject({ entries: 7, verified_id: 7 })
})

test("an organisation without entries is whole", async () => {
  const tenant = await makeTenant()
  await verifyAudit(tenant.orgId)
  expect(await getAuditState(tenant)).toMatchObject({ entries: 0, verified_id: 0, broken: null })
})

test("a long trail is checked in steps, and goes on from where it stood", async () => {
  const tenant = await tenantWith(2_300)
  expect(await verifyAuditStep(tenant.orgId)).toBe(false)
  expect(await getAuditState(tenant)).toMatchObject({ checking_id: 1_000, verified_id: null })
  await add(tenant, 3)
  expect(await verifyAuditStep(tenant.orgId)).toBe(false)
  expect(await verifyAuditStep(tenant.orgId)).toBe(true)
  expect(await getAuditState(tenant)).toMatchObject({ checking_id: null, verified_id: 2_303, broken: null })
})

test("checks at the same instant do not trip over one another, nor over writers", async () => {
  const tenant = await tenantWith(50)
  await Promise.all([
    ...Array.from({ length: 4 }, () => verifyAudit(tenant.orgId)),
    ...Array.from({ length: 10 }, () => add(tenant, 3)),
  ])
  await verifyAudit(tenant.orgId)
  expect(await getAuditState(tenant)).toMatchObject({ verified_id: 80, broken: null })
})

describe("a broken trail names its first bad entry", () => {
  const cases: [string, (orgId: number) => [string, unknown[]], number, RegExp][] = [
    [
      "a changed value",
      (orgId) => [`update audit_entry set after = '{"n": 9}' where org_id = $1 and id = 4`, [orgId]],
      4,
      /was changed/,
    ],
    [
      "another actor",
      (orgId) => ["update audit_entry set actor_name = 'x' where org_id = $1 and id in (6, 8)", [orgId]],
      6,
      /was changed/,
    ],
    [
      "an entry taken out",
      (orgId) => ["delete from audit_entry where org_id = $1 and id = 5", [orgId]],
      5,
      /is missing/,
    ],
    [
      "the end cut off",
      (orgId) => ["delete from audit_entry where org_id = $1 and id > 7", [orgId]],
      8,
      /8 to 10 are missing/,
    ],
    [
      "another hash before",
      (orgId) => ["update audit_entry set previous_hash = hash where org_id = $1 and id = 3", [orgId]],
      3,
      /does not continue/,
    ],
  ]
  test.each(cases)("%s", async (_, statement, id, reason) => {
    const tenant = await tenantWith(10)
    await tamper(...statement(tenant.orgId))
    await verifyAudit(tenant.orgId)
    const { broken } = await getAuditState(tenant)
    expect(broken?.id).toBe(id)
    expect(broken?.reason).toMatch(reason)
  })

  test("the end cut off with its note of the end", async () => {
    const tenant = await tenantWith(10)
    await verifyAudit(tenant.orgId)
    await tamper("delete from audit_entry where org_id = $1 and id > 7", [tenant.orgId])
    await tamper(
      `update audit_head set id = 7, hash = (select e.hash from audit_entry e where e.org_id = $1 and e.id = 7)
       where org_id = $1`,
      [tenant.orgId],
    )
    await verifyAudit(tenant.orgId)
    expect((await getAuditState(tenant)).broken).toMatchObject({ id: 8 })
  })
})

describe("the trail", () => {
  let tenant: Tenant
  beforeAll(async () => {
    tenant = await tenantWith(4)
    await transaction(async (on) => {
      await recordAudit(on, tenant.scope, { action: "key.create", subject: "key 1 Checkout", after: "=1+1" })
      await recordAudit(on, tenant.scope, { action: "keyring.open", subject: "another" })
    })
  })

  test("is narrowed by who, what, to what and when", async () => {
    const ids = async (asked: object) => (await list(tenant, asked)).entries.map(({ id }) => id)
    expect(await ids({})).toEqual([6, 5, 4, 3, 2, 1])
    expect(await ids({ action: "key" })).toEqual([5])
    expect(await ids({ action: "key.create" })).toEqual([5])
    expect(await ids({ subject: "CHECK" })).toEqual([5])
    expect(await ids({ actor: "Test", action: "test" })).toEqual([4, 3, 2, 1])
    expect(await ids({ actor: "nobody" })).toEqual([])
    expect(await ids({ subject: "%" })).toEqual([])
    expect(await ids({ from: "2000-01-01", to: "2000-01-02" })).toEqual([])
    expect(await ids({ from: "2000-01-01" })).toHaveLength(6)
    await expect(list(tenant, { from: "yesterday" })).rejects.toMatchObject({ code: "invalid" })
    expect(await auditActions(tenant.scope)).toEqual(["key.create", "keyring.open", "test.update"])
  })

  test("comes in pages that neither repeat nor skip while it grows", async () => {
    const first = await list(tenant, { limit: 4 })
    await add(tenant, 1)
    const second = await list(tenant, { limit: 4, before: first.next_before ?? undefined })
    expect([...first.entries, ...second.entries].map(({ id }) => id).slice(0, 6)).toEqual([6, 5, 4, 3, 2, 1])
    expect(second.next_before).toBeNull()
  })

  test("is another organisation's business", async () => {
    const { scope } = await makeTenant()
    await expect(getAuditEntry(scope, 5)).rejects.toMatchObject({ code: "not_found" })
    expect((await listAudit(scope, { limit: 10 })).entries).toEqual([])
  })
})
