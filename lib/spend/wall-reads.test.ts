import fc from "fast-check"
import { expect, test } from "vitest"
import * as z from "zod"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { listCredits } from "@/lib/credits/queries"
import { Prisma } from "@/lib/db/generated/client"
import { inSnapshot } from "@/lib/exports/snapshot"
import { appendEvents } from "@/lib/ledger/append"
import { getEvent } from "@/lib/ledger/queries"
import { applyPending } from "@/lib/rollups/apply"
import { foldCuboids } from "@/lib/rollups/cuboids"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { withoutFilter, withoutOrganisation, withoutWall } from "@/lib/testing/unfiltered"
import { cursorOfEvent, listEvents } from "./events"
import { explainedChange } from "./explained"
import { dimensionValues, knownTags, spend } from "./queries"
import { DIMENSIONS, type Dimension, type Filter } from "./schema"

await testDatabase()

const CANARY = "canary-77e0"
const teamRow = z.object({ team: z.string() })
const from = new Date("2026-11-01T00:00:00Z")
const to = new Date("2026-11-20T00:00:00Z")

/** Both say the same of the same hours under the same ids; only the words of the first are the canary's. */
async function tenant(word: string, calls: number): Promise<Scope> {
  const { scope, orgId } = await makeTenant({ zone: "Asia/Kolkata", name: word })
  const source = await testSource(orgId, 1, word)
  const drafts = Array.from({ length: calls }, (_, i) =>
    testDraft(
      testEvent({
        id: `e${i}`,
        time: new Date(from.getTime() + (1 + i) * 3_600_000).toISOString(),
        ...{ user: `${word} ${i % 5}`, session: word, agent: word, feature: `${word} ${i % 3}`, team: word },
        ...{ environment: word, tags: { [word]: word }, request_id: `q${i >> 1}`, attempt: (i % 2) + 1 },
        usage: { input_uncached: 100 + i, output: i },
      }),
    ),
  )
  await appendEvents(scope, source, drafts.slice(0, calls - 20))
  await applyPending()
  await foldCuboids(to, 0)
  await appendEvents(scope, source, drafts.slice(calls - 20))
  return scope
}

const theirs = await tenant(CANARY, 120)
const ours = await tenant("ours", 80)
const { events: theirEvents } = await listEvents(theirs, { from, to, filters: [], limit: 200 })

const dimension = fc.constantFrom<Dimension>(...DIMENSIONS, `tag:${CANARY}`, "tag:ours")
const filter = fc.record({
  dimension,
  operator: fc.constantFrom("=", "!=", "~"),
  values: fc.constantFrom([CANARY], ["ours"], ["ours", CANARY], ["openai"]),
}) as fc.Arbitrary<Filter>

test("any question of spend is answered alike with and without its condition on the organisation", async () => {
  const asked = fc.record({
    groupBy: fc.uniqueArray(dimension, { maxLength: 2 }),
    filters: fc.array(filter, { maxLength: 2 }),
    interval: fc.constantFrom("day", "hour"),
  })
  await fc.assert(
    fc.asyncProperty(asked, async ({ groupBy, filters, interval }) => {
      const ask = () =>
        spend(ours, { from, to, interval, groupBy, filters, limit: 50, comparison: null } as never)
      expect(timeless(await withoutFilter(ask))).toEqual(timeless(await ask()))
    }),
    { numRuns: 60 },
  )
})

/** Without the instant at which it was answered. */
function timeless(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer, (key, value) => (key === "as_of" ? undefined : value)))
}

const half = new Date("2026-11-02T00:00:00Z")
const READS: Readonly<Record<string, (scope: Scope) => Promise<unknown>>> = {
  "values of dimensions": (scope) =>
    Promise.all(DIMENSIONS.map((dimension) => dimensionValues(scope, dimension, ""))),
  tags: (scope) => knownTags(scope),
  events: (scope) => listEvents(scope, { from, to, filters: [], limit: 200 }),
  "why spend changed": (scope) =>
    explainedChange(scope, {
      range: { from: half, to },
      comparison: { from, to: half },
      ...{ dimension: "feature", limit: 50, filters: [] },
    }),
  credits: (scope) => listCredits(scope),
}

test.each(Object.entries(READS))("%s", async (_, read) => {
  const answer = await withoutFilter(() => read(ours))
  expect(JSON.stringify(answer)).not.toContain(CANARY)
  expect(timeless(answer)).toEqual(timeless(await read(ours)))
})

test("an event of somebody else is not there", async () => {
  for (const { id } of theirEvents.slice(0, 5)) {
    const scope = mintScope(ours.orgId, { kind: "system", job: "test" })
    await withoutFilter(async () => {
      await expect(getEvent(scope, id)).rejects.toThrow("No event")
      expect(await cursorOfEvent(scope, id)).toBeNull()
    })
  }
})

test("a snapshot for an export holds one organisation", async () => {
  async function* teams(scope: Scope) {
    yield* inSnapshot(scope.orgId, new AbortController().signal, async function* (snapshot) {
      yield await snapshot.ask(
        Prisma.sql`select distinct x.team from context x where x.team is not null`,
        teamRow,
      )
    })
  }
  for (const [scope, team] of [
    [ours, "ours"],
    [theirs, CANARY],
  ] as const) {
    for await (const rows of teams(scope)) expect(rows).toEqual([{ team }])
  }
})

test("the same questions do show others' rows once the wall is gone too", async () => {
  const both = await withoutWall(() => withoutFilter(() => READS["values of dimensions"]!(ours)))
  expect(JSON.stringify(both)).toContain(CANARY)
  expect(withoutOrganisation("select 1 from charge c where c.org_id = $1 and c.n = $12")).toBe(
    "select 1 from charge c where $1::integer is not null and c.n = $12",
  )
})
