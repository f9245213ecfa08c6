import fc from "fast-check"
import { expect, test } from "vitest"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { applyPending } from "@/lib/rollups/apply"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { knownUsersStatement, ofKnownUsers } from "./known-users"
import { spend } from "./queries"
import type { Filter, SpendQuery } from "./schema"

await testDatabase()

const ZONE = "America/New_York"
const START = Date.parse("2026-10-20T00:00:00Z")
const HOUR = 3_600_000

/** How many of the calls have a user, and how many a team. */
interface Crowd {
  user: "all" | "some" | "none"
  team: "all" | "some"
}

const has = (which: "all" | "some" | "none", i: number) => which === "all" || (which === "some" && i % 3 > 0)

function eventsOf(crowd: Crowd): EventInput[] {
  return Array.from({ length: 160 }, (_, i) =>
    testEvent({
      id: `e${i}`,
      time: new Date(START + i * 2.3 * HOUR).toISOString(),
      model: i % 7 === 0 ? "unknown-model" : "gpt-test",
      ...(has(crowd.user, i) ? { user: `u${i % 5}` } : {}),
      ...(has(crowd.team, i + (i >> 2)) ? { team: `t${i % 2}` } : {}),
      environment: i % 4 === 0 ? "staging" : "production",
      usage: { input_uncached: 100 + i, output: 3 * i },
    }),
  )
}

const CROWDS: (Crowd & { lag: boolean })[] = [
  { user: "all", team: "some", lag: false },
  { user: "none", team: "some", lag: false },
  { user: "some", team: "all", lag: false },
  { user: "some", team: "some", lag: false },
  { user: "some", team: "some", lag: true },
  { user: "some", team: "all", lag: true },
]

/** What lags is appended once the worker has been to all: it holds every call without a user. */
const tenants = await (async () => {
  const made = await Promise.all(
    CROWDS.map(async (crowd) => {
      const { scope, orgId } = await makeTenant({ zone: ZONE })
      const source = await testSource(orgId)
      const drafts = eventsOf(crowd).map((event) => testDraft(event))
      const isLate = (i: number) => crowd.lag && !has("some", i)
      await appendEvents(
        scope,
        source,
        drafts.filter((_, i) => !isLate(i)),
      )
      return { scope, orgId, crowd, source, late: drafts.filter((_, i) => isLate(i)) }
    }),
  )
  await applyPending()
  for (const { scope, source, late } of made) if (late.length > 0) await appendEvents(scope, source, late)
  return made
})()

const KNOWN_USER: Filter = { dimension: "user", operator: "!=", values: [null] }
const KNOWN_TEAM: Filter = { dimension: "team", operator: "!=", values: [null] }
const PRODUCTION: Filter = { dimension: "environment", operator: "=", values: ["production"] }
/** Every call passes it, but only the charges can tell. */
const ANY_SESSION: Filter = { dimension: "session", operator: "!=", values: ["no such session"] }

const asked = fc.record({
  from: fc.integer({ min: -24, max: 15 * 24 }).map((hours) => new Date(START + hours * HOUR + 600_000)),
  hours: fc.integer({ min: 1, max: 24 * 17 }),
  interval: fc.constantFrom("hour" as const, "day" as const, "week" as const, "month" as const),
  filters: fc.subarray([KNOWN_TEAM, PRODUCTION]),
})

test.each(tenants)(
  "spend of known users is what the charges say: $crowd",
  { timeout: 120_000 },
  async (tenant) => {
    await fc.assert(
      fc.asyncProperty(asked, async ({ from, hours, interval, filters }) => {
        const question: SpendQuery = {
          from,
          to: new Date(from.getTime() + hours * HOUR),
          interval,
          groupBy: [],
          filters: [...filters, KNOWN_USER],
          limit: 1,
          comparison: { from: new Date(from.getTime() - hours * HOUR), to: from },
        }
        const { as_of: _, ...known } = await spend(tenant.scope, question)
        const byCharges = { ...question, filters: [...question.filters, ANY_SESSION] }
        const { as_of: __, ...charged } = await spend(tenant.scope, byCharges)
        expect(known).toEqual(charged)
      }),
      { numRuns: 40 },
    )
  },
)

const planRow = z.object({ "QUERY PLAN": z.array(z.object({ Plan: z.unknown() })) })

/**
 * Rows of charges that a plan took. Those it only passed by say nothing: which index finds that no batch is
 * pending depends on how many rows other tests left in these small tables.
 */
function chargesIn(node: unknown): number {
  const { Plans = [], ...own } = node as Record<string, unknown> & { Plans?: unknown[] }
  const isCharge = String(own["Relation Name"] ?? "").startsWith("charge")
  const rows = Number(own["Actual Rows"] ?? 0) * Number(own["Actual Loops"] ?? 0)
  return Plans.map(chargesIn).reduce((a, b) => a + b, isCharge ? rows : 0)
}

test("the charges are read only where users and dimensions are both partly known", async () => {
  const read: Record<string, boolean> = {}
  for (const { orgId, crowd } of tenants.filter((tenant) => !tenant.crowd.lag)) {
    const input = ofKnownUsers({
      orgId,
      zone: ZONE,
      from: new Date("2026-10-20T04:00:00Z"),
      to: new Date("2026-11-05T05:00:00Z"),
      interval: "day",
      groupBy: [],
      filters: [KNOWN_TEAM, KNOWN_USER],
      kept: null,
    })
    if (!input) throw new Error("not of known users")
    const explain = Prisma.sql`explain (analyze, format json) ${knownUsersStatement(input)}`
    const [plan] = await query(explain, planRow)
    read[`users ${crowd.user}, teams ${crowd.team}`] = chargesIn(plan?.["QUERY PLAN"][0]?.Plan) > 0
  }
  expect(read).toEqual({
    "users all, teams some": false,
    "users none, teams some": false,
    "users some, teams all": false,
    "users some, teams some": true,
  })
})
