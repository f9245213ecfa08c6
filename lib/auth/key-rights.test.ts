import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { createKey, getKey, listKeys } from "@/lib/auth/api-key"
import { authenticateKey, forgetKey } from "@/lib/auth/authenticate-key"
import { maySeePayloads } from "@/lib/auth/payload-access"
import { rotateKey } from "@/lib/auth/rotate-key"
import { type KeyScope, mintScope, type Role } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { signedInAs } from "@/lib/testing/signed-in"

await testDatabase()

const form = { name: "app", environment: "live", scopes: ["ingest", "read"] as KeyScope[] }

async function member(orgId: number, role: Role) {
  const { accountId } = await signedInAs(role, orgId)
  return { accountId, scope: mintScope(orgId, { kind: "user", userId: accountId, role }) }
}

async function scopesOf({ key, id }: { key: string; id: number }): Promise<readonly KeyScope[]> {
  forgetKey(id)
  const { actor } = await authenticateKey(`Bearer ${key}`)
  return actor.kind === "key" ? actor.scopes : []
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: { code: string }) => error.code,
  )
}

test("a key reads and manages as long as its maker may, and sends on when they have left", async () => {
  const { orgId } = await makeTenant()
  const { accountId, scope } = await member(orgId, "admin")
  const made = await createKey(scope, { ...form, scopes: ["ingest", "read", "admin"] })
  expect(await scopesOf(made)).toEqual(["ingest", "read", "admin"])
  const key = { orgId_accountId: { orgId, accountId } }
  await prisma().membership.update({ where: key, data: { role: "engineer" } })
  expect(await scopesOf(made)).toEqual(["ingest", "read"])
  await prisma().membership.delete({ where: key })
  expect(await scopesOf(made)).toEqual(["ingest"])
  expect(await getKey(scope, made.id)).toMatchObject({
    scopes_now: ["ingest"],
    created_by: { name: "admin", is_member: false },
  })
})

test("a key sees payloads where its maker does", async () => {
  const { orgId } = await makeTenant()
  const { accountId, scope } = await member(orgId, "engineer")
  const made = await createKey(scope, form)
  const sees = async () => {
    forgetKey(made.id)
    return maySeePayloads(await authenticateKey(`Bearer ${made.key}`))
  }
  expect(await sees()).toBe(true)
  const where = { orgId_accountId: { orgId, accountId } }
  await prisma().membership.update({ where, data: { role: "viewer" } })
  expect(await sees()).toBe(false)
})

test("what a key makes is its maker's", async () => {
  const { orgId } = await makeTenant()
  const { scope } = await member(orgId, "owner")
  const admin = await createKey(scope, { ...form, scopes: ["admin"] })
  const asKey = await authenticateKey(`Bearer ${admin.key}`)
  const made = await createKey(asKey, { ...form, name: "child" })
  expect(made.created_by).toEqual({ name: "owner", is_member: true })
})

test("rotation with an overlap leaves both keys working, without one the old dies at once", async () => {
  const { scope } = await makeTenant()
  const old = await createKey(scope, form)
  const before = Date.now()
  const made = await rotateKey(scope, old.id, { overlap: "1h" })
  expect(made).toMatchObject({
    name: "app",
    scopes: ["ingest", "read"],
    source: old.source,
    expires_at: null,
  })
  expect(await scopesOf(old)).toEqual(["ingest", "read"])
  expect(await scopesOf(made)).toEqual(["ingest", "read"])
  const shown = await getKey(scope, old.id)
  expect(shown.replaced_by).toBe(made.id)
  const ends = new Date(shown.expires_at ?? 0).getTime()
  expect(ends).toBeGreaterThanOrEqual(before + 3_600_000)
  expect(ends).toBeLessThan(Date.now() + 3_600_001)
  const last = await rotateKey(scope, made.id, { overlap: "now" })
  expect(await codeOf(scopesOf(made))).toBe("unauthenticated")
  expect(await scopesOf(last)).toEqual(["ingest", "read"])
})

test("two rotations at once make one new key, and the old lives no longer than it would have", async () => {
  const { scope } = await makeTenant()
  const soon = new Date(Date.now() + 60_000).toISOString()
  const old = await createKey(scope, { ...form, expires_at: soon })
  const tries = await Promise.allSettled([1, 2, 3].map(() => rotateKey(scope, old.id, { overlap: "24h" })))
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  const keys = await listKeys(scope)
  expect(keys).toHaveLength(2)
  expect(keys.find(({ id }) => id === old.id)?.expires_at).toBe(soon)
})

test("an engineer rotates no admin key, and nobody another organisation's", async () => {
  const { scope, orgId } = await makeTenant()
  const { scope: theirs } = await makeTenant()
  const { scope: engineer } = await member(orgId, "engineer")
  const admin = await createKey(scope, { ...form, scopes: ["admin"] })
  expect(await codeOf(rotateKey(engineer, admin.id, { overlap: "now" }))).toBe("forbidden")
  expect(await codeOf(rotateKey(theirs, admin.id, { overlap: "now" }))).toBe("not_found")
  expect(await scopesOf(admin)).toEqual(["admin"])
})

test("a key of a member kept to teams sees what they see, and they see no key but their own", async () => {
  const { orgId } = await makeTenant()
  const admin = await member(orgId, "admin")
  const { accountId } = await signedInAs("engineer", orgId)
  const where = { orgId_accountId: { orgId, accountId } }
  const engineer = mintScope(orgId, { kind: "user", userId: accountId, role: "engineer" }, ["red"])
  const theirs = await createKey(admin.scope, form)
  const own = await createKey(engineer, form)
  const teams = async () => {
    forgetKey(own.id)
    return (await authenticateKey(`Bearer ${own.key}`)).teams
  }
  expect(await teams()).toBeNull()
  await prisma().membership.update({ where, data: { teams: ["red"] } })
  expect(await teams()).toEqual(["red"])
  expect((await listKeys(engineer)).map(({ id }) => id)).toEqual([own.id])
  expect((await listKeys(admin.scope)).map(({ id }) => id)).toEqual([own.id, theirs.id])
  expect(await codeOf(getKey(engineer, theirs.id))).toBe("not_found")
  expect(await codeOf(rotateKey(engineer, theirs.id, { overlap: "1h" }))).toBe("not_found")
})
