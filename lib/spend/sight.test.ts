import { expect, test } from "vitest"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { appendEvents } from "@/lib/ledger/append"
import { getEvent } from "@/lib/ledger/queries"
import { applyPending } from "@/lib/rollups/apply"
import { listRefusals } from "@/lib/sources/queries"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { cursorOfEvent, listEvents } from "./events"
import { explainedChange } from "./explained"
import { dimensionValues, knownTags, spend } from "./queries"
import { DIMENSIONS, type Dimension, type Filter } from "./schema"

await testDatabase()

const TEAMS = ["red", "blue", undefined]
const from = new Date("2026-11-01T00:00:00Z")
const to = new Date("2026-11-20T00:00:00Z")

function event(i: number) {
  const team = TEAMS[i % 3]
  const of = team ?? "nobody"
  return testEvent({
    id: `e${i}`,
    time: new Date(from.getTime() + (1 + i) * 600_000).toISOString(),
    user: i % 5 === 0 ? "shared" : `user-${of}`,
    ...(team ? { team } : {}),
    ...{ feature: `feature-${of}`, agent: `agent-${of}`, environment: `env-${of}`, session: `session-${of}` },
    ...{ tags: { [`tag-${of}`]: of }, request_id: `q${Math.floor(i / 3)}`, attempt: (i % 3) + 1 },
    usage: { input_uncached: 100 + i, output: i },
  })
}

async function tenant(): Promise<Scope> {
  const { scope, orgId } = await makeTenant({ zone: "Asia/Kolkata" })
  const source = await testSource(orgId)
  const drafts = Array.from({ length: 90 }, (_, i) => testDraft(event(i)))
  await appendEvents(scope, source, drafts.slice(0, 60))
  await applyPending()
  await appendEvents(scope, source, drafts.slice(60))
  return scope
}

const whole = await tenant()
const seeing = (...teams: string[]) =>
  mintScope(whole.orgId, { kind: "user", userId: 1, role: "viewer" }, teams)
const red = seeing("red")

const ask = (scope: Scope, groupBy: Dimension[], filters: Filter[] = [], interval: "day" | "hour" = "day") =>
  spend(scope, { from, to, interval, groupBy, filters, limit: 500, comparison: null })

const OF_RED: Filter = { dimension: "team", operator: "=", values: ["red"] }

test.each([...DIMENSIONS, "tag:tag-red", "tag:tag-blue"] as Dimension[])(
  "spend by %s of a narrowed member is the spend of their teams, whatever they ask",
  async (dimension) => {
    const own = await ask(whole, [dimension], [OF_RED], "day")
    const { total, groups, series } = await ask(red, [dimension], [], "day")
    expect({ total, groups, series }).toEqual({ total: own.total, groups: own.groups, series: own.series })
    expect(JSON.stringify(groups.map(({ key }) => Object.values(key)))).not.toMatch(/blue|nobody/)
    const others = await ask(red, [dimension], [{ dimension: "team", operator: "!=", values: ["red"] }])
    expect(others.total.calls).toBe(0)
    expect(others.groups).toEqual([])
  },
)

test("hours, totals and known users are narrowed too, and no team at all sees nothing", async () => {
  const known: Filter = { dimension: "user", operator: "!=", values: [null] }
  for (const filters of [[], [known]]) {
    for (const interval of ["hour", "day"] as const) {
      const own = await ask(whole, [], [...filters, OF_RED], interval)
      expect((await ask(red, [], filters, interval)).total).toEqual(own.total)
    }
  }
  expect((await ask(seeing(), [])).total.calls).toBe(0)
  expect((await ask(seeing("red", "blue"), [])).total.calls).toBe(60)
  expect((await ask(whole, [])).total.calls).toBe(90)
})

test("values and tags are those of their teams", async () => {
  for (const dimension of DIMENSIONS) {
    const values = await dimensionValues(red, dimension, "")
    expect(values.join(" ")).not.toMatch(/blue|nobody/)
  }
  expect(await dimensionValues(red, "user", "")).toEqual(["shared", "user-red"])
  expect(await dimensionValues(whole, "team", "")).toEqual(["blue", "red"])
  expect(await knownTags(red)).toEqual(["tag:tag-red"])
  expect(await dimensionValues(seeing(), "feature", "")).toEqual([])
})

test("events, one event, its cursor and its request's attempts", async () => {
  const { events } = await listEvents(red, { from, to, filters: [], limit: 1_000 })
  expect(new Set(events.map(({ team }) => team))).toEqual(new Set(["red"]))
  expect(events).toHaveLength(30)
  const all = await listEvents(whole, { from, to, filters: [], limit: 1_000 })
  const others = all.events.filter(({ team }) => team !== "red")
  for (const { id } of others.slice(0, 4)) {
    await expect(getEvent(red, id)).rejects.toThrow("No event")
    expect(await cursorOfEvent(red, id)).toBeNull()
  }
  const own = await getEvent(red, events[0]?.id ?? "")
  expect(own.request?.attempts.map(({ eventId }) => eventId)).toEqual([own.id])
  expect((await getEvent(whole, own.id)).request?.attempts).toHaveLength(3)
})

test("why spend changed, of their teams, and nothing that was refused", async () => {
  const half = new Date("2026-11-01T08:00:00Z")
  const periods = { range: { from: half, to }, comparison: { from, to: half } }
  const seen = await explainedChange(red, { ...periods, dimension: "feature", limit: 50, filters: [] })
  expect(JSON.stringify(seen)).not.toMatch(/blue|nobody/)
  expect(await listRefusals(red, null)).toEqual([])
})
