import { expect, test } from "vitest"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import { ingestEvents } from "@/lib/sources/ingest"
import { spend } from "@/lib/spend/queries"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testSource } from "@/lib/testing/ledger"
import { addUnits, zonedStart } from "@/lib/time"
import { filtersOf, readScope } from "./budget-scope"
import { budgetCourseOf, budgetCourses } from "./courses"
import { putBudget } from "./mutations"
import { budgetInput } from "./schema"
import { budgetStatuses } from "./status"

await testDatabase()

const ZONE = "Europe/Berlin"
const DAY = 86_400_000

/** Sixty days of calls of two teams and three users, one without a price. */
async function send(scope: Scope): Promise<void> {
  const source = await testSource(scope.orgId)
  const now = new Date()
  const events = Array.from({ length: 240 }, (_, n) => ({
    id: `call-${n}`,
    time: new Date(now.getTime() - (n % 60) * DAY - 60_000).toISOString(),
    provider: "openai",
    model: n % 17 === 0 ? "without-price" : "gpt-4o",
    usage: { input_uncached: 40_000 + 371 * n, output: 1_000 },
    team: n % 3 === 0 ? "Search" : "Support",
    user: ["ann", "bob", "cem"][n % 3] ?? "ann",
  }))
  const options = { now, backfill: true, requestId: "test" }
  expect((await ingestEvents(scope, source, events, options)).accepted).toBe(240)
}

const BUDGETS = {
  all: { scope: {} },
  search: { scope: { team: "Search" }, amount: "0.5" },
  ann: { scope: { user: "ann" }, period: "quarter" },
  week: { scope: { team: ["Search", "Support"] }, period: "week" },
  today: { scope: {}, period: "day" },
}

test("a course is what the spend API says bucket by bucket, before and after the worker, and ends at its standing", async () => {
  const { scope } = await makeTenant({ zone: ZONE })
  await send(scope)
  for (const [slug, more] of Object.entries(BUDGETS)) {
    await putBudget(scope, slug, budgetInput.parse({ name: slug, period: "month", amount: "900", ...more }))
  }
  await putBudget(scope, "each", budgetInput.parse({ name: "e", each: "user", period: "month", amount: "1" }))
  for (const isApplied of [false, true]) {
    if (isApplied) await applyPending()
    const statuses = await budgetStatuses(scope)
    const courses = await budgetCourses(scope, statuses)
    expect([...courses.keys()].sort()).toEqual(Object.keys(BUDGETS).sort())
    for (const [slug, { scope: written }] of Object.entries(BUDGETS)) {
      const course = courses.get(slug)
      const past = course?.points.filter(({ spent }) => spent !== null) ?? []
      const filters = filtersOf(readScope(written) as string[])
      const { series } = await spend(scope, {
        from: new Date(course?.from ?? 0),
        to: new Date(course?.to ?? 0),
        ...{ interval: course?.bucket ?? "day", groupBy: [], filters, limit: 1, comparison: null },
      })
      const costs = new Map(series.map(({ bucket, billed }) => [Date.parse(bucket), billed]))
      let sum = ZERO
      for (const { start, spent } of past) {
        sum = add(sum, parseDecimal(costs.get(Date.parse(start)) ?? "0"))
        expect(spent, `${slug} ${start}`).toBe(formatDecimal(sum))
      }
      expect(past.at(-1)?.spent).toBe(statuses.find((status) => status.slug === slug)?.spent)
    }
    const search = courses.get("search")
    expect(search?.over_since).not.toBeNull()
    expect(courses.get("today")?.forecast).toBeNull()
    expect(search?.forecast?.end.middle).toMatch(/^\d/)
  }
  expect((await budgetCourseOf(scope, "search")).slug).toBe("search")
  await expect(budgetCourseOf(scope, "each")).rejects.toMatchObject({ code: "invalid" })
  await expect(budgetCourseOf(scope, "none")).rejects.toMatchObject({ code: "not_found" })
  const kept = mintScope(scope.orgId, { kind: "user", userId: 1, role: "viewer" }, ["Search"])
  await expect(budgetCourseOf(kept, "all")).rejects.toMatchObject({ code: "not_found" })
  expect((await budgetCourseOf(kept, "search")).over_since).not.toBeNull()
})

test("without a fortnight of spend nothing is forecast, and it says why", async () => {
  const { scope } = await makeTenant({ zone: ZONE })
  const source = await testSource(scope.orgId)
  const time = addUnits(zonedStart(new Date(), "day", ZONE), "day", -2, ZONE).toISOString()
  const event = {
    id: "one",
    time,
    provider: "openai",
    model: "gpt-4o",
    usage: { input_uncached: 9_000, output: 1 },
  }
  await ingestEvents(scope, source, [event], { now: new Date(), backfill: true, requestId: "test" })
  await putBudget(scope, "all", budgetInput.parse({ name: "All", period: "month", amount: "5" }))
  const course = await budgetCourseOf(scope, "all")
  expect(course.forecast).toBeNull()
  expect(course.no_forecast).toMatch(/^A forecast needs 14 whole days of known spend, and there are 2\.$/)
  expect(course.crosses_at).toBeNull()
})
