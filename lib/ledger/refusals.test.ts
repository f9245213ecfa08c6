import { expect, test } from "vitest"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testSource } from "@/lib/testing/ledger"
import { forgetRefusals, keepRefusals, MAX_KEPT_AN_HOUR, type RefusedEvent } from "./refusals"

await testDatabase()

const refusal = (overrides: Partial<RefusedEvent>): RefusedEvent => ({
  index: 0,
  kind: "rejected",
  id: null,
  key: null,
  code: "invalid",
  detail: "No good.",
  raw: {},
  ...overrides,
})

const kept = (orgId: number) =>
  query(
    Prisma.sql`select event_id, detail, body from refusal where org_id = ${orgId} order by id`,
    z.object({ event_id: z.string().nullable(), detail: z.string(), body: z.string() }),
  )

test("what is cut inside a character, holds half of one or a NUL is kept all the same", async () => {
  const { scope, orgId } = await makeTenant()
  const source = await testSource(orgId)
  await keepRefusals(scope, source, [
    refusal({ raw: { x: `${"a".repeat(8_185)}😀😀` } }),
    refusal({ detail: `${"a".repeat(2_047)}😀` }),
    refusal({ id: `${"a".repeat(127)}\ud83d`, detail: "a\u0000b", raw: "\\u0000 \u0000 \ud83d" }),
  ])
  const rows = await kept(orgId)
  expect(rows.length).toBe(3)
  expect(rows.map(({ detail }) => detail.at(-1))).toEqual([".", "\ufffd", "b"])
  expect(rows[0]?.body.length).toBe(8_192)
  expect(rows[2]).toMatchObject({ event_id: `${"a".repeat(127)}\ufffd`, detail: "a\ufffdb" })
  expect(JSON.parse(rows[2]?.body ?? "")).toBe("\\u0000 \u0000 \ud83d")
})

test("refusals that cannot be kept fail nobody's request", async () => {
  const { scope, orgId } = await makeTenant()
  const source = await testSource(orgId)
  const wrong = refusal({ kind: "unheard of" as RefusedEvent["kind"] })
  await expect(keepRefusals(scope, source, [wrong])).resolves.toBeUndefined()
  expect(await kept(orgId)).toEqual([])
})

test("of a source's hour the first hundred are kept, whoever keeps them, and none of it is another's", async () => {
  const { scope, orgId } = await makeTenant()
  const [loud, quiet] = [await testSource(orgId, 1), await testSource(orgId, 2)]
  const some = Array.from({ length: 15 }, (_, i) => refusal({ index: i, id: `e${i}` }))
  await Promise.all(Array.from({ length: 20 }, () => keepRefusals(scope, loud, some)))
  await keepRefusals(scope, loud, some)
  await keepRefusals(scope, quiet, some)
  const rows = await kept(orgId)
  expect(rows).toHaveLength(MAX_KEPT_AN_HOUR + some.length)
  expect(rows.filter(({ event_id }) => event_id === "e0")).toHaveLength(8)
})

test("what was refused is forgotten after its time, of one organisation alone", async () => {
  const [ours, theirs] = [await makeTenant(), await makeTenant()]
  for (const { scope, orgId } of [ours, theirs])
    await keepRefusals(scope, await testSource(orgId), [refusal({})])
  await forgetRefusals(ours.orgId, new Date(Date.now() - 60_000))
  expect(await kept(ours.orgId)).toHaveLength(1)
  await forgetRefusals(ours.orgId, new Date(Date.now() + 60_000))
  expect(await kept(ours.orgId)).toEqual([])
  expect(await kept(theirs.orgId)).toHaveLength(1)
})
