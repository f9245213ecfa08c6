import { setTimeout as sleep } from "node:timers/promises"
import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { prisma } from "@/lib/db/client"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { createKey, listKeys, revokeKey } from "./api-key"
import { authenticateKey, forgetKey } from "./authenticate-key"
import { type KeyForm, keyInput } from "./key-schema"
import { keyHash, makeKey, publicIdOf } from "./key-text"
import { type KeyScope, mintScope, type Scope } from "./scope"

await testDatabase()

function input(form: KeyForm) {
  return keyInput.parse(form)
}

function user(orgId: number, role: "owner" | "engineer"): Scope {
  return mintScope(orgId, { kind: "user", userId: 1, role })
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: { code: string }) => error.code,
  )
}

test("keys are of full entropy, never repeat, and are read back by their id", () => {
  const keys = Array.from({ length: 1_000 }, () => makeKey("live"))
  expect(new Set(keys.map((made) => made.key)).size).toBe(1_000)
  const letters = new Map<string, number>()
  for (const { key, publicId, hint } of keys) {
    expect(key).toMatch(/^tg_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}$/)
    expect(publicIdOf(key)).toBe(publicId)
    expect(key.endsWith(hint)).toBe(true)
    for (const letter of key.slice(-43)) letters.set(letter, (letters.get(letter) ?? 0) + 1)
  }
  expect(letters.size).toBe(62)
  const bits = [...letters.values()].reduce((sum, n) => sum - (n / 43_000) * Math.log2(n / 43_000), 0) * 43
  expect(bits).toBeGreaterThan(250)
})

test("a key opens its organisation with its scopes and source, and only its hash is kept", async () => {
  const { orgId, scope } = await makeTenant()
  const made = await createKey(scope, input({ name: "Search", scopes: ["ingest", "read", "ingest"] }))
  expect(made.source?.name).toBe("Search")
  const found = await authenticateKey(`Bearer ${made.key}`)
  expect(found).toMatchObject({
    orgId,
    actor: { kind: "key", keyId: made.id, sourceId: made.source?.id, scopes: ["ingest", "read"] },
  })
  const row = await prisma().apiKey.findUniqueOrThrow({ where: { id: made.id } })
  expect(Buffer.from(row.secretHash).equals(keyHash(made.key))).toBe(true)
  expect(JSON.stringify({ row, list: await listKeys(scope) })).not.toContain(made.key.slice(-43))
})

test("keys of one name share one source, those made at the same instant too", async () => {
  const { orgId, scope } = await makeTenant()
  const form = input({ name: "k", scopes: ["ingest"], source: "Search" })
  const made = await Promise.all(Array.from({ length: 6 }, () => createKey(scope, form)))
  expect(new Set(made.map((key) => key.source?.id)).size).toBe(1)
  expect(await prisma().source.count({ where: { orgId } })).toBe(1)
  const other = await createKey(scope, input({ name: "Chat", scopes: ["ingest"] }))
  expect(other.source?.id).not.toBe(made[0]?.source?.id)
})

test("a key that only reads needs no source", async () => {
  const { scope } = await makeTenant()
  const made = await createKey(scope, input({ name: "Reader", scopes: ["read"] }))
  expect(made.source).toBeNull()
})

test("a wrong secret, an unknown id, another form and no key are refused alike", async () => {
  const { scope } = await makeTenant()
  const { key } = await createKey(scope, input({ name: "k", scopes: ["read"] }))
  const wrong = `${key.slice(0, -1)}${key.endsWith("a") ? "b" : "a"}`
  const renamed = key.replace("tg_live_", "tg_test_")
  for (const text of [wrong, renamed, makeKey("live").key, "tg_live_x", "", `${key} `.repeat(2)]) {
    expect(await codeOf(authenticateKey(`Bearer ${text}`))).toBe("unauthenticated")
  }
  expect(await codeOf(authenticateKey(key))).toBe("unauthenticated")
  expect(await codeOf(authenticateKey(`Basic ${key}`))).toBe("unauthenticated")
})

test("an expired key is refused, even while it is still trusted", async () => {
  const { scope } = await makeTenant()
  const expires_at = new Date(Date.now() + 300).toISOString()
  const { key } = await createKey(scope, input({ name: "k", scopes: ["read"], expires_at }))
  await authenticateKey(`Bearer ${key}`)
  await sleep(310)
  expect(await codeOf(authenticateKey(`Bearer ${key}`))).toBe("unauthenticated")
  const past = input({ name: "k", scopes: ["read"], expires_at: "2020-01-01T00:00:00Z" })
  expect(await codeOf(createKey(scope, past))).toBe("invalid")
})

test("a revocation bites at once here and within a second on an instance that was not told", async () => {
  const { orgId, scope } = await makeTenant()
  const here = await createKey(scope, input({ name: "here", scopes: ["read"] }))
  const there = await createKey(scope, input({ name: "there", scopes: ["read"] }))
  await Promise.all([authenticateKey(`Bearer ${here.key}`), authenticateKey(`Bearer ${there.key}`)])
  await revokeKey(scope, here.id)
  await revokeKey(scope, here.id)
  expect(await codeOf(authenticateKey(`Bearer ${here.key}`))).toBe("unauthenticated")
  await prisma().apiKey.updateMany({ where: { orgId, id: there.id }, data: { revokedAt: new Date() } })
  const revoked = Date.now()
  let last = 0
  while ((await codeOf(authenticateKey(`Bearer ${there.key}`))) === "none") {
    last = Date.now() - revoked
    await sleep(5)
  }
  expect(last).toBeLessThan(1_000)
})

test("many requests with one key ask the database once", async () => {
  const { scope } = await makeTenant()
  const { key, id } = await createKey(scope, input({ name: "k", scopes: ["read"] }))
  forgetKey(id)
  const scopes = await Promise.all(Array.from({ length: 50 }, () => authenticateKey(`Bearer ${key}`)))
  expect(new Set(scopes).size).toBe(1)
})

test("the last use is noted", async () => {
  const { scope } = await makeTenant()
  const { key } = await createKey(scope, input({ name: "k", scopes: ["read"] }))
  expect((await listKeys(scope))[0]?.last_used_at).toBeNull()
  await authenticateKey(`Bearer ${key}`)
  await expect.poll(async () => (await listKeys(scope))[0]?.last_used_at).not.toBeNull()
})

test("another organisation sees no key of ours and cannot revoke one", async () => {
  const [ours, theirs] = [await makeTenant(), await makeTenant()]
  const { key, id } = await createKey(ours.scope, input({ name: "k", scopes: ["read"] }))
  expect(await listKeys(theirs.scope)).toEqual([])
  expect(await codeOf(revokeKey(theirs.scope, id))).toBe("not_found")
  expect(await codeOf(authenticateKey(`Bearer ${key}`))).toBe("none")
})

test("nobody hands out more than they hold", async () => {
  const { orgId } = await makeTenant()
  const admin = input({ name: "k", scopes: ["admin"] })
  const key = (scopes: KeyScope[]) =>
    mintScope(orgId, { kind: "key", keyId: 1, sourceId: null, scopes, maker: null })
  expect(await codeOf(createKey(user(orgId, "engineer"), admin))).toBe("forbidden")
  expect(await codeOf(createKey(key(["read"]), admin))).toBe("forbidden")
  expect(await codeOf(createKey(user(orgId, "owner"), admin))).toBe("none")
  expect(await codeOf(createKey(key(["admin"]), admin))).toBe("none")
})

test("fields that a sender must not choose are refused", () => {
  const form = { name: "k", scopes: ["read"] }
  for (const extra of ["orgId", "org_id", "id", "created_at", "secretHash", "revoked_at"]) {
    expect(keyInput.safeParse({ ...form, [extra]: 1 }).success).toBe(false)
  }
  expect(keyInput.safeParse({ ...form, scopes: ["owner"] }).success).toBe(false)
  expect(keyInput.safeParse({ ...form, environment: "PROD_1" }).success).toBe(false)
})

test("a key that was good a moment ago does not queue behind unknown ones", async () => {
  const { scope } = await makeTenant()
  const { key } = await createKey(scope, input({ name: "good", scopes: ["ingest"] }))
  await authenticateKey(`Bearer ${key}`)
  await sleep(1_000)
  let ended = 0
  const flood = Promise.allSettled(
    Array.from({ length: 500 }, () =>
      authenticateKey(`Bearer ${makeKey("live").key}`).finally(() => {
        ended += 1
      }),
    ),
  )
  expect((await authenticateKey(`Bearer ${key}`)).orgId).toBe(scope.orgId)
  expect(ended).toBeLessThan(100)
  expect((await flood).every(({ status }) => status === "rejected")).toBe(true)
})
