import { setTimeout } from "node:timers/promises"
import fc from "fast-check"
import { expect, test } from "vitest"
import * as z from "zod"
import { prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query, transaction } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { applyPending } from "@/lib/rollups/apply"
import { foldCuboids, noteCuboid } from "@/lib/rollups/cuboids"
import { rebuildCubes } from "@/lib/rollups/rebuild"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { TEST_NOW, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { spend } from "./queries"
import type { Dimension, SpendAnswer, SpendQuery } from "./schema"

await testDatabase()

const ZONE = "America/New_York"
const { scope, orgId } = await makeTenant({ zone: ZONE })
const source = await testSource(orgId)
const NOW = TEST_NOW.getTime()
const HOUR = 3_600_000

/** Calls over the last thirty days, a few of each day. */
function events(run: string, count: number): EventInput[] {
  return Array.from({ length: count }, (_, i) =>
    testEvent({
      id: `${run}-${i}`,
      time: new Date(NOW - HOUR - i * ((29 * 24 * HOUR) / count)).toISOString(),
      model: i % 3 === 0 ? "unknown-model" : "gpt-test",
      user: `u${i % 5}`,
      ...(i % 4 === 0 ? {} : { feature: `f${i % 7}` }),
      team: i % 2 === 0 ? "red" : "blue",
      environment: i % 5 === 0 ? "staging" : "production",
      tags: i % 3 === 0 ? { tier: `t${i % 2}` } : {},
      usage: { input_uncached: 100 + i, output: 3 * i },
    }),
  )
}

async function store(run: string, count: number): Promise<void> {
  await appendEvents(
    scope,
    source,
    events(run, count).map((event) => testDraft(event)),
  )
  await applyPending()
}

const DIMENSIONS: Dimension[] = ["feature", "team", "environment", "model", "source", "tag:tier", "user"]
const asked: fc.Arbitrary<SpendQuery> = fc.record({
  from: fc.integer({ min: 0, max: 40 * 24 }).map((hours) => new Date(NOW - hours * HOUR)),
  to: fc.integer({ min: 1, max: 48 }).map((hours) => new Date(NOW + hours * HOUR)),
  interval: fc.constantFrom("hour" as const, "day" as const, "week" as const, "month" as const),
  groupBy: fc.subarray(DIMENSIONS, { maxLength: 2 }),
  filters: fc.subarray([
    { dimension: "team", operator: "=", values: ["red"] },
    { dimension: "tag:tier", operator: "!=", values: [null] },
  ] as SpendQuery["filters"]),
  limit: fc.integer({ min: 1, max: 5 }),
  comparison: fc.constantFrom(null, { from: new Date(NOW - 20 * 24 * HOUR), to: new Date(NOW - 7 * HOUR) }),
})
const queries = fc.sample(asked, { numRuns: 60, seed: 7 })

async function answers(): Promise<Omit<SpendAnswer, "as_of">[]> {
  const all: Omit<SpendAnswer, "as_of">[] = []
  for (const query of queries) {
    const { as_of: _, ...answer } = await spend(scope, query)
    all.push(answer)
  }
  return all
}

/** Until the notes that the questions left behind are written. */
async function noted(): Promise<void> {
  for (let left = 100; left > 0; left -= 1) {
    const count = await execute(Prisma.sql`update cuboid set used_at = used_at where org_id = ${orgId}`)
    if (count >= 10) return
    await setTimeout(20)
  }
  throw new Error("No cuboid was noted.")
}

const forget = () =>
  execute(Prisma.sql`select cuboid_forget(c.org_id, c.id) from cuboid c where c.org_id = ${orgId}`)

test("an answer is the same to the last digit with cuboids, with stale ones and without", {
  timeout: 180_000,
}, async () => {
  await store("first", 300)
  const direct = await answers()
  await noted()
  await foldCuboids(TEST_NOW, 0)
  expect(await answers()).toEqual(direct)

  // Three days move on; their stamps no longer hold.
  await appendEvents(
    scope,
    source,
    events("late", 300)
      .slice(20, 50)
      .map((event) => testDraft(event)),
  )
  const withTail = await answers()
  expect(withTail).not.toEqual(direct)
  await applyPending()
  expect(await answers()).toEqual(withTail)
  await foldCuboids(TEST_NOW, 0)
  expect(await answers()).toEqual(withTail)

  // A wrong sum would show: the cuboids are read, by day and by hour.
  for (const table of [Prisma.sql`cuboid_day`, Prisma.sql`cuboid_hour`]) {
    const change = (by: number) =>
      execute(Prisma.sql`update ${table} set calls = calls + ${by}::integer where org_id = ${orgId}`)
    expect(await change(1)).toBeGreaterThan(0)
    expect(await answers()).not.toEqual(withTail)
    await change(-1)
  }

  await rebuildCubes(scope)
  expect(await answers()).toEqual(withTail)
  await execute(Prisma.sql`delete from cuboid_stamp where org_id = ${orgId}`)
  expect(await answers()).toEqual(withTail)
})

test("a rebuild in another zone leaves no day of the old one behind", { timeout: 180_000 }, async () => {
  const zone = async (name: string) => {
    await prisma().organisation.update({ where: { id: orgId }, data: { zone: name } })
    await setTimeout(1_100)
  }
  await foldCuboids(TEST_NOW, 0)
  await zone("Asia/Tokyo")
  await rebuildCubes(scope)
  const direct = await answers()
  await foldCuboids(TEST_NOW, 0)
  expect(await answers()).toEqual(direct)
  await zone(ZONE)
  await rebuildCubes(scope)
  await foldCuboids(TEST_NOW, 0)
  expect((await answers()).map(({ total }) => total)).toEqual(direct.map(({ total }) => total))
})

test("the set that was idle longest makes room, one of today does not", async () => {
  await forget()
  const note = (name: string) => execute(Prisma.sql`select cuboid_note(${orgId}, ${[name]}::text[], 2)`)
  const names = async () => {
    const left = await Promise.all(
      ["a", "b", "c"].map(async (name) => [
        name,
        await execute(
          Prisma.sql`update cuboid set used_at = used_at where org_id = ${orgId} and dimensions = ${[name]}::text[]`,
        ),
      ]),
    )
    return left.filter(([, count]) => count === 1).map(([name]) => name)
  }
  await note("a")
  await note("b")
  await note("c")
  expect(await names()).toEqual(["a", "b"])
  await execute(
    Prisma.sql`update cuboid set used_at = now() - interval '2 days' where org_id = ${orgId} and dimensions = ${["a"]}::text[]`,
  )
  await note("c")
  expect(await names()).toEqual(["b", "c"])
})

test("a set that is asked for while others are summed is noted afterwards, and nobody waits for it", async () => {
  const { orgId: own } = await makeTenant()
  const known = () =>
    query(
      Prisma.sql`select c.dimensions from cuboid c where c.org_id = ${own}`,
      z.object({ dimensions: z.array(z.string()) }),
    )
  await transaction(async (on) => {
    await execute(Prisma.sql`select pg_advisory_xact_lock(hashtext('cuboid'), ${own}::integer)`, { on })
    const note = Prisma.sql`select cuboid_note(${own}, ${["model"]}::text[], 9) as noted`
    expect(await query(note, z.object({ noted: z.boolean() }))).toEqual([{ noted: false }])
    noteCuboid(own, ["feature", "model"])
    await setTimeout(300)
    expect(await known()).toEqual([])
  })
  await expect.poll(known, { timeout: 5_000 }).toEqual([{ dimensions: ["feature", "model"] }])
})

test("hours of the weeks that anomalies need are kept by one dimension, also of days that were summed before", async () => {
  const tenant = await makeTenant({ zone: ZONE })
  const time = new Date(NOW - 80 * 24 * HOUR).toISOString()
  const drafts = [testDraft(testEvent({ id: "old", time, team: "red" }))]
  await appendEvents(tenant.scope, await testSource(tenant.orgId), drafts)
  await applyPending()
  const sets = [[], ["team"], ["model", "team"]]
  for (const set of sets) await execute(Prisma.sql`select cuboid_note(${tenant.orgId}, ${set}::text[], 9)`)
  const hours = () =>
    query(
      Prisma.sql`select s.hours from cuboid_stamp s join cuboid c on c.org_id = s.org_id and c.id = s.cuboid_id
        where s.org_id = ${tenant.orgId} order by cardinality(c.dimensions)`,
      z.object({ hours: z.boolean() }).transform((row) => row.hours),
    )
  await foldCuboids(TEST_NOW, 0)
  expect(await hours()).toEqual([true, true, false])
  await execute(Prisma.sql`update cuboid_stamp set hours = false where org_id = ${tenant.orgId}`)
  await foldCuboids(TEST_NOW, 0)
  expect(await hours()).toEqual([true, true, false])
})
