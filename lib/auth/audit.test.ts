import fc from "fast-check"
import { expect, test } from "vitest"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { canonicalText, entryHash, NO_HASH } from "@/lib/auth/audit-chain"
import { auditValue } from "@/lib/auth/audit-values"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { query, transaction } from "@/lib/db/query"
import { makeTenant, testDatabase } from "@/lib/testing/database"

await testDatabase()

const row = z.object({
  org_id: z.int(),
  id: z.int(),
  at: z.date(),
  actor_kind: z.string(),
  actor_id: z.int().nullable(),
  actor_name: z.string(),
  address: z.string().nullable(),
  action: z.string(),
  subject: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  previous_hash: z.instanceof(Uint8Array),
  hash: z.instanceof(Uint8Array),
})

function entriesOf(orgId: number) {
  return query(Prisma.sql`select * from audit_entry e where e.org_id = ${orgId} order by e.id`, row)
}

function expectChain(entries: z.output<typeof row>[]): void {
  let previous: Uint8Array = NO_HASH
  entries.forEach((entry, index) => {
    expect(entry.id).toBe(index + 1)
    expect(Buffer.from(entry.previous_hash)).toEqual(Buffer.from(previous))
    const { org_id: orgId, actor_kind: actorKind, actor_id: actorId, actor_name: actorName } = entry
    const again = entryHash(previous, { ...entry, orgId, actorKind, actorId, actorName })
    expect(Buffer.from(entry.hash)).toEqual(again)
    previous = entry.hash
  })
}

test("an entry says who did what to what, and its value reads back to the same hash", async () => {
  const { scope, orgId } = await makeTenant()
  const values = [
    { name: "first", list: [1, 0.5, 1e21, -0, null], nested: { b: true, a: "é\u0000\ud800" } },
    "text",
    12345678901234567890n,
    { "": [], big: 1.7976931348623157e308, small: 5e-324 },
  ]
  for (const after of values) {
    await transaction((on) => recordAudit(on, scope, { action: "test.create", subject: "a thing", after }))
  }
  const entries = await entriesOf(orgId)
  expect(entries).toHaveLength(values.length)
  expect(entries[0]).toMatchObject({
    actor_kind: "system",
    actor_name: "test",
    action: "test.create",
    before: null,
  })
  expectChain(entries)
})

test("any value is kept in a form that hashes the same after PostgreSQL has had it", async () => {
  const { scope, orgId } = await makeTenant()
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), async (after) => {
      await transaction((on) => recordAudit(on, scope, { action: "test.update", subject: "x", after }))
    }),
    { numRuns: 60 },
  )
  expectChain(await entriesOf(orgId))
})

test("writers at the same instant follow one another, and a change undone leaves no gap", async () => {
  const { scope, orgId } = await makeTenant()
  const write = (n: number) =>
    transaction(async (on) => {
      await recordAudit(on, scope, { action: "test.update", subject: `thing ${n}`, after: { n } })
      if (n % 3 === 0) throw new Error("undone")
    }, accountPool())
  await Promise.allSettled(Array.from({ length: 30 }, (_, n) => write(n)))
  const entries = await entriesOf(orgId)
  expect(entries).toHaveLength(20)
  expectChain(entries)
})

test("entries can be added and read, and neither changed nor taken away", async () => {
  const [me] = await query(
    Prisma.sql`select r.rolsuper from pg_roles r where r.rolname = current_user`,
    z.object({ rolsuper: z.boolean() }),
  )
  if (me?.rolsuper) return
  for (const statement of [
    "update audit_entry set subject = 'x' where org_id = 0",
    "delete from audit_entry where org_id = 0",
    "truncate audit_entry",
  ]) {
    await expect(accountPool().query(statement)).rejects.toThrow(/permission denied/)
  }
})

test("what opens something is not kept, by its name or by its look", () => {
  const key = `tg_live_${"a".repeat(12)}_${"b".repeat(43)}`
  const kept = auditValue({
    password: "hunter2",
    token_hash: new Uint8Array(3),
    list: [{ webhookSecret: "x", has_secret: true }, `Bearer ${key}`],
    note: `sent with ${key}`,
  })
  expect(kept).toEqual({
    password: "(not kept)",
    token_hash: "(not kept)",
    list: [{ webhookSecret: "(not kept)", has_secret: true }, "Bearer (not kept)"],
    note: "sent with (not kept)",
  })
})

test("the order of members does not change the canonical text", () => {
  expect(canonicalText({ b: 1, a: { d: [1, { z: 1, y: 2 }], c: null } })).toBe(
    canonicalText({ a: { c: null, d: [1, { y: 2, z: 1 }] }, b: 1 }),
  )
})
