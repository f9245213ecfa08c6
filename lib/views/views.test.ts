import "@/lib/testing/signed-in"
import fc from "fast-check"
import { expect, test } from "vitest"
import { mintScope, type Role } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { signedInAs } from "@/lib/testing/signed-in"
import { savedViewHref, viewQuery } from "@/lib/views/address"
import { changeView, createView, deleteView } from "@/lib/views/mutations"
import { homeView, listViews } from "@/lib/views/queries"
import { viewInput } from "@/lib/views/schema"

await testDatabase()

const input = (more: object = {}) =>
  viewInput.parse({ name: "Features", page: "/explore", query: "group_by=feature", shared: false, ...more })

async function person(role: Role, orgId: number, teams: string[] | null = null) {
  const { accountId } = await signedInAs(role, orgId)
  return mintScope(orgId, { kind: "user", userId: accountId, role }, teams)
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: { code?: string }) => error.code ?? String(error),
  )
}

const names = async (scope: Parameters<typeof listViews>[0]) =>
  (await listViews(scope)).map(({ name }) => name)

test("a private view is its maker's alone, a shared one everybody's who sees all teams", async () => {
  const { orgId } = await makeTenant()
  const [maker, owner] = [await person("engineer", orgId), await person("owner", orgId)]
  const narrowed = await person("engineer", orgId, ["Support"])
  const view = await createView(maker, input())
  expect(view).toMatchObject({ id: 1, own: true, home: false, created_by: "engineer" })
  expect(await names(owner)).toEqual([])
  expect(await codeOf(changeView(owner, view.id, { name: "Mine" }))).toBe("not_found")
  await changeView(maker, view.id, { shared: true })
  expect(await names(owner)).toEqual(["Features"])
  expect(await names(narrowed)).toEqual([])
  expect(await codeOf(changeView(narrowed, view.id, { home: true }))).toBe("not_found")
  const other = await person("owner", (await makeTenant()).orgId)
  expect(await names(other)).toEqual([])
  expect(await codeOf(deleteView(other, view.id))).toBe("not_found")
})

test("a viewer saves but does not share, and changes nothing of others", async () => {
  const { orgId } = await makeTenant()
  const [viewer, finance] = [await person("viewer", orgId), await person("finance", orgId)]
  expect(await codeOf(createView(viewer, input({ shared: true })))).toBe("forbidden")
  const own = await createView(viewer, input())
  expect(await codeOf(changeView(viewer, own.id, { shared: true }))).toBe("forbidden")
  const shared = await createView(finance, input({ name: "Month", shared: true }))
  expect(await codeOf(changeView(viewer, shared.id, { name: "Year" }))).toBe("forbidden")
  expect(await codeOf(deleteView(viewer, shared.id))).toBe("forbidden")
  expect(await codeOf(deleteView(await person("admin", orgId), shared.id))).toBe("none")
})

test("each person has one home, and a view that goes takes it along", async () => {
  const { orgId } = await makeTenant()
  const [one, two] = [await person("owner", orgId), await person("viewer", orgId)]
  const first = await createView(one, input({ shared: true }))
  const second = await createView(one, input({ name: "Second" }))
  await changeView(one, first.id, { home: true })
  await changeView(two, first.id, { home: true })
  await changeView(one, second.id, { home: true })
  expect((await homeView(one))?.id).toBe(second.id)
  expect((await homeView(two))?.id).toBe(first.id)
  await changeView(one, first.id, { shared: false })
  expect(await homeView(two)).toBeNull()
  await deleteView(one, second.id)
  expect(await homeView(one)).toBeNull()
})

test("changes of shared views stand in the trail, private ones do not", async () => {
  const { orgId } = await makeTenant()
  const owner = await person("owner", orgId)
  const view = await createView(owner, input())
  await changeView(owner, view.id, { name: "Private still" })
  await changeView(owner, view.id, { shared: true })
  await deleteView(owner, view.id)
  const trail = await prisma().auditEntry.findMany({ where: { orgId }, orderBy: { id: "asc" } })
  expect(trail.map(({ action }) => action)).toEqual(["view.update", "view.delete"])
})

test("a kept query is the same however often and in whatever order it is kept", () => {
  const pair = fc.tuple(fc.constantFrom("range", "filter", "metric", "view", "cursor"), fc.string())
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const query = viewQuery(new URLSearchParams(pairs))
      expect(viewQuery(query)).toBe(query)
      const opened = new URL(savedViewHref({ id: 7, page: "/explore", query }), "http://localhost")
      expect(viewQuery(opened.search)).toBe(query)
      expect(opened.searchParams.getAll("view")).toEqual(["7"])
    }),
  )
})
