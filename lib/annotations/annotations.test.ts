import "@/lib/testing/signed-in"
import fc from "fast-check"
import { expect, test } from "vitest"
import { addAnnotation } from "@/lib/annotations/add"
import { createAnnotation, deleteAnnotation } from "@/lib/annotations/mutations"
import { listAnnotations } from "@/lib/annotations/queries"
import { annotationInput, annotationQuery } from "@/lib/annotations/schema"
import { createKey } from "@/lib/auth/api-key"
import { mintScope, type Role } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { transaction } from "@/lib/db/query"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { signedInAs } from "@/lib/testing/signed-in"

await testDatabase()

const DAY = 86_400_000
const START = Date.parse("2026-11-01T00:00:00Z")
const input = (more: object = {}) => annotationInput.parse({ kind: "deploy", text: "Version 2", ...more })
const asked = (more: object = {}) => annotationQuery.parse(more)

async function person(role: Role, orgId: number) {
  const { accountId } = await signedInAs(role, orgId)
  return mintScope(orgId, { kind: "user", userId: accountId, role })
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: { code?: string }) => error.code ?? String(error),
  )
}

test("what is added is listed, with its author, and stands in the trail", async () => {
  const { orgId } = await makeTenant()
  const engineer = await person("engineer", orgId)
  const time = "2026-11-19T10:00:00Z"
  const added = await createAnnotation(engineer, input({ entity: "search", time }))
  expect(added).toMatchObject({
    id: 1,
    kind: "deploy",
    entity: "search",
    time: "2026-11-19T10:00:00.000Z",
    created_by: "engineer",
  })
  expect(await listAnnotations(engineer, asked())).toEqual({ annotations: [added], total: 1 })
  await deleteAnnotation(engineer, added.id)
  expect(await listAnnotations(engineer, asked())).toEqual({ annotations: [], total: 0 })
  const trail = await prisma().auditEntry.findMany({ where: { orgId }, orderBy: { id: "asc" } })
  expect(trail.map(({ action }) => action)).toEqual(["annotation.create", "annotation.delete"])
  expect(trail[1]?.before).toMatchObject({ text: "Version 2", entity: "search" })
})

test("a member kept to teams reads none that tell amounts of whomever they are about", async () => {
  const { orgId, scope } = await makeTenant()
  await transaction(async (on) => {
    for (const kind of ["price_change", "budget_edit", "alert", "anomaly"] as const)
      await addAnnotation(on, scope, { kind, entity: null, text: `A ${kind}`, time: new Date(START) })
  })
  const narrowed = mintScope(orgId, { kind: "user", userId: 1, role: "viewer" }, ["red"])
  const kinds = async (asker: typeof scope) =>
    (await listAnnotations(asker, asked())).annotations.map(({ kind }) => kind).sort()
  expect(await kinds(scope)).toEqual(["alert", "anomaly", "budget_edit", "price_change"])
  expect(await kinds(narrowed)).toEqual(["price_change"])
})

test("a date is one of the organisation's zone, and nothing means now", async () => {
  const { scope } = await makeTenant({ zone: "Asia/Kathmandu" })
  const dated = await createAnnotation(scope, input({ time: "2026-11-19" }))
  expect(dated.time).toBe("2026-11-18T18:15:00.000Z")
  expect((await listAnnotations(scope, asked({ from: "2026-11-19", to: "2026-11-20" }))).total).toBe(1)
  expect((await listAnnotations(scope, asked({ from: "2026-11-20" }))).total).toBe(0)
  const now = await createAnnotation(scope, input())
  expect(Math.abs(Date.parse(now.time) - Date.now())).toBeLessThan(60_000)
  expect(now.created_by).toBeNull()
})

test("an unreadable time and one out of reach are refused, and nothing is kept", async () => {
  const { scope } = await makeTenant()
  const far = new Date(Date.now() + 400 * DAY).toISOString()
  for (const time of ["yesterday", "2026-02-30", "1999-01-01", far])
    expect(await codeOf(createAnnotation(scope, input({ time }))), time).toBe("invalid")
  expect(await codeOf(listAnnotations(scope, asked({ from: "soon" })))).toBe("invalid")
  expect((await listAnnotations(scope, asked())).total).toBe(0)
})

test("kinds of the product cannot be sent, nor fields that are not known", () => {
  for (const kind of ["price_change", "budget_edit", "alert", "anomaly", ""])
    expect(annotationInput.safeParse({ kind, text: "a" }).success, kind).toBe(false)
  expect(annotationInput.safeParse({ kind: "note", text: " " }).success).toBe(false)
  expect(annotationInput.safeParse({ kind: "note", text: "a", orgId: 1 }).success).toBe(false)
  expect(annotationInput.safeParse({ kind: "note", text: "a".repeat(201) }).success).toBe(false)
})

test("finance and engineers delete what they added, owners and administrators any", async () => {
  const { orgId, scope } = await makeTenant()
  const { id } = await createAnnotation(scope, input())
  for (const role of ["finance", "engineer"] as const) {
    const member = await person(role, orgId)
    expect(await codeOf(deleteAnnotation(member, id)), role).toBe("forbidden")
    const own = await createAnnotation(member, input())
    expect(await codeOf(deleteAnnotation(member, own.id)), role).toBe("none")
  }
  expect((await listAnnotations(scope, asked())).annotations.map((each) => each.id)).toEqual([id])
  expect(await codeOf(deleteAnnotation(await person("admin", orgId), id))).toBe("none")
  expect(await codeOf(deleteAnnotation(scope, id))).toBe("not_found")
})

test("a key signs with its name, and another organisation sees and takes nothing", async () => {
  const { orgId, scope } = await makeTenant()
  const other = await makeTenant()
  const key = await createKey(scope, { name: "pipeline", environment: "live", scopes: ["ingest"] })
  const actor = { kind: "key", keyId: key.id, sourceId: null, scopes: ["ingest"], maker: null } as const
  const added = await createAnnotation(mintScope(orgId, actor), input())
  expect(added.created_by).toBe("pipeline")
  expect((await listAnnotations(other.scope, asked())).total).toBe(0)
  expect(await codeOf(deleteAnnotation(other.scope, added.id))).toBe("not_found")
  expect((await listAnnotations(scope, asked())).total).toBe(1)
})

test("a list cut short says how many there are, for every range, kind and limit", async () => {
  const { scope } = await makeTenant()
  const kinds = ["deploy", "price_change", "alert"] as const
  const made = Array.from({ length: 30 }, (_, n) => ({
    kind: kinds[n % 3] ?? "alert",
    time: new Date(START + Math.floor(n / 2) * DAY),
  }))
  await transaction(async (on) => {
    for (const each of made) await addAnnotation(on, scope, { ...each, entity: null, text: "Marked" })
  })
  const day = fc.integer({ min: -1, max: 16 }).map((n) => new Date(START + n * DAY))
  const kind = fc.option(fc.constantFrom(...kinds), { nil: undefined })
  await fc.assert(
    fc.asyncProperty(day, day, kind, fc.integer({ min: 1, max: 40 }), async (from, to, kind, limit) => {
      const range = { from: from.toISOString(), to: to.toISOString() }
      const found = await listAnnotations(scope, asked({ ...range, limit, ...(kind && { kind }) }))
      const matching = made.filter(
        (each) => each.time >= from && each.time < to && (kind === undefined || each.kind === kind),
      )
      expect(found.total).toBe(matching.length)
      expect(found.annotations.length).toBe(Math.min(limit, matching.length))
      const times = found.annotations.map(({ time }) => time)
      expect(times).toEqual(times.toSorted().reverse())
    }),
    { numRuns: 30 },
  )
})
