import fc from "fast-check"
import { expect, test } from "vitest"
import { listAudit } from "@/lib/auth/audit-trail"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import { ingestEvents } from "@/lib/sources/ingest"
import { spend } from "@/lib/spend/queries"
import type { Dimension } from "@/lib/spend/schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testSource } from "@/lib/testing/ledger"
import { filtersOf, readScope, showScope } from "./budget-scope"
import { addIncrease, endIncrease } from "./increases"
import { deleteBudget, putBudget } from "./mutations"
import { parents } from "./nesting"
import { allBudgets, getBudget, listBudgets } from "./queries"
import { budgetInput, EACH } from "./schema"
import { budgetStatus, budgetStatuses } from "./status"

await testDatabase()

const input = (more: object = {}) =>
  budgetInput.parse({ name: "Search", period: "month", amount: "5000", ...more })

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: { code?: string }) => error.code ?? String(error),
  )
}

const TEAMS = ["Search", "Support", undefined]
const USERS = ["ann", "bob", "cem", undefined]

async function send(scope: Scope, count: number, tag: string): Promise<void> {
  const source = await testSource(scope.orgId)
  const events = Array.from({ length: count }, (_, n) => ({
    id: `${tag}-${n}`,
    provider: "openai",
    model: n % 7 === 0 ? "without-price" : "gpt-4o-mini",
    usage: { input_uncached: 1_000 + 37 * n, output: 11 * n },
    ...(TEAMS[n % 3] ? { team: TEAMS[n % 3] } : {}),
    ...(USERS[n % 4] ? { user: USERS[n % 4] } : {}),
    feature: n % 2 === 0 ? "rank" : "chat",
  }))
  const options = { now: new Date(), backfill: false, requestId: "test" }
  expect((await ingestEvents(scope, source, events, options)).accepted).toBe(count)
}

test("the same body twice is one change, and what GET answers can be put back", async () => {
  const { scope } = await makeTenant()
  const body = input({ scope: { team: ["b", "a"], feature: "x" }, each: "user", thresholds: [100, 50, 100] })
  expect((await putBudget(scope, "search", body)).outcome).toBe("created")
  expect((await putBudget(scope, "search", body)).outcome).toBe("unchanged")
  const read = await getBudget(scope, "search")
  expect(read).toMatchObject({
    scope: { feature: "x", team: ["a", "b"] },
    thresholds: [50, 100],
    currency: "USD",
  })
  const { slug: _, increases: __, changed_at: ___, changed_by: ____, version, ...again } = read
  expect((await putBudget(scope, "search", budgetInput.parse({ ...again, version }))).outcome).toBe(
    "unchanged",
  )
  expect((await putBudget(scope, "search", input({ amount: "6000.5" }))).outcome).toBe("changed")
  expect(await codeOf(putBudget(scope, "search", input({ version: 1 })))).toBe("conflict")
  await deleteBudget(scope, "search")
  expect(await codeOf(getBudget(scope, "search"))).toBe("not_found")
  const { entries } = await listAudit(scope, { limit: 50 })
  expect(entries.map(({ action }) => action)).toEqual(["budget.delete", "budget.change", "budget.create"])
})

test("a scope and what is shown of it are the same filters", () => {
  const value = fc.oneof(fc.constant(null), fc.string({ minLength: 1, maxLength: 8 }))
  const dimension = fc.constantFrom("team", "feature", "model", "tag:cost=centre")
  const scope = fc.dictionary(dimension, fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })))
  fc.assert(
    fc.property(scope, (written) => {
      const read = readScope(written)
      if (!Array.isArray(read)) throw new Error(read.fault)
      expect(readScope(showScope(read))).toEqual(read)
      expect(readScope(read)).toEqual(read)
      expect(filtersOf(read)).toHaveLength(Object.keys(written).length)
    }),
  )
  expect(readScope({ moon: "x" })).toHaveProperty("fault")
  expect(readScope(["team"])).toHaveProperty("fault")
  expect(showScope(["model~gpt"])).toEqual(["model~gpt"])
})

test("where budgets stand is what the spend API says, to the last digit, before and after the worker", async () => {
  const { scope } = await makeTenant({ zone: "Asia/Kathmandu" })
  const scopes: Record<string, object> = {
    all: {},
    team: { scope: { team: "Search" } },
    nobody: { scope: { team: null } },
    nested: { scope: { team: "Search", feature: "rank" } },
    unlike: { scope: ["team!=Search", "model~GPT"] },
    user: { scope: { user: "ann" } },
    ...Object.fromEntries(
      EACH.map((each) => [`each-${each.replace("_", "-")}`, { each, scope: { feature: "rank" } }]),
    ),
  }
  for (const [slug, more] of Object.entries(scopes)) {
    for (const period of ["day", "month"])
      await putBudget(scope, `${slug}-${period}`, input({ ...more, period }))
  }
  for (const round of ["first", "second"]) {
    await send(scope, 60, round)
    if (round === "second") await applyPending()
    for (const status of await budgetStatuses(scope)) {
      const { scope: shown } = await getBudget(scope, status.slug)
      const filters = readScope(shown)
      if (!Array.isArray(filters)) throw new Error(filters.fault)
      const groupBy: Dimension[] = status.each ? [status.each] : []
      const answer = await spend(scope, {
        ...{ from: new Date(status.from), to: new Date(status.to), interval: "day", groupBy },
        ...{ filters: filtersOf(filters), limit: 100, comparison: null, users: false },
      })
      expect(status.spent, status.slug).toBe(answer.total.billed)
      expect(status.unpriced, status.slug).toEqual(answer.unpriced)
      if (!status.each || !status.entities) continue
      const { each } = status
      const groups = answer.groups.map(({ key, billed }) => [key[each] ?? null, billed] as const)
      expect(new Map(status.entities.map(({ key, spent }) => [key, spent]))).toEqual(new Map(groups))
      const sum = status.entities.map(({ spent }) => parseDecimal(spent)).reduce(add, ZERO)
      expect(formatDecimal(sum)).toBe(status.spent)
      expect(status).toEqual(expect.objectContaining({ remaining: null, percent: null }))
    }
  }
})

test("percent is cut off, thresholds are reached exactly, and an increase lifts the limit until it ends", async () => {
  const { scope } = await makeTenant()
  await send(scope, 2, "limit")
  const { spent } = await budgetStatus(scope, (await putBudget(scope, "any", input())).budget.slug)
  expect(spent).not.toBe("0")
  await putBudget(scope, "even", input({ amount: spent, thresholds: [50, 100] }))
  expect(await budgetStatus(scope, "even")).toMatchObject({
    ...{ limit: spent, remaining: "0", percent: "100.00", crossed: [50, 100], state: "over" },
  })
  const more = { amount: "0.000000000001", until: "2100-01-01", reason: "Launch" }
  const { increases } = await addIncrease(scope, "even", more)
  expect(await budgetStatus(scope, "even")).toMatchObject({
    ...{ remaining: "0.000000000001", percent: "99.99", crossed: [50], state: "warning" },
  })
  await endIncrease(scope, "even", increases[0]!.id)
  expect((await budgetStatus(scope, "even")).state).toBe("over")
  expect(await codeOf(addIncrease(scope, "even", { ...more, until: "2020-01-01" }))).toBe("invalid")
})

test("another currency is converted by the rate of the period's start, or refused with a sentence", async () => {
  const { scope } = await makeTenant()
  await putBudget(scope, "yuan", input({ currency: "CNY", amount: "700" }))
  const { limit, currency } = await budgetStatus(scope, "yuan")
  expect(currency).toBe("USD")
  expect(Number(limit)).toBeGreaterThan(50)
  expect(Number(limit)).toBeLessThan(200)
  await expect(putBudget(scope, "none", input({ currency: "XTS" }))).rejects.toThrow(
    /No exchange rate from XTS/,
  )
})

test("a member kept to teams sees their budgets alone, and changes none", async () => {
  const { scope, orgId } = await makeTenant()
  await putBudget(scope, "all", input())
  await putBudget(scope, "search", input({ scope: { team: "Search" } }))
  await putBudget(scope, "both", input({ scope: { team: ["Search", "Support"] } }))
  await putBudget(scope, "others", input({ scope: ["team!=Search"] }))
  const member = mintScope(orgId, { kind: "user", userId: 1, role: "engineer" }, ["Search"])
  expect((await listBudgets(member)).map(({ slug }) => slug)).toEqual(["search"])
  expect(await codeOf(budgetStatus(member, "all"))).toBe("not_found")
  expect(await codeOf(putBudget(member, "mine", input()))).toBe("forbidden")
  expect(await codeOf(deleteBudget(member, "search"))).toBe("forbidden")
})

test("a budget stands under the narrowest of those whose conditions it adds to", () => {
  const budget = (slug: string, filters: string[], each: string | null = null) => ({
    ...{ slug, filters, each },
    period: slug === "daily" ? "day" : "month",
  })
  const found = parents([
    budget("team", ["team=a"]),
    budget("feature", ["feature=x", "team=a"]),
    budget("users", ["team=a"], "user"),
    budget("other", ["team=b"]),
    budget("daily", []),
    budget("all", []),
  ])
  expect(Object.fromEntries(found)).toMatchObject({
    feature: "team",
    users: "team",
    all: null,
    daily: null,
    other: "all",
  })
})

test("a single day takes no thresholds on a forecast that is never made", () => {
  const read = budgetInput.safeParse({ name: "Day", period: "day", amount: "1", forecast_thresholds: [100] })
  expect(read.error?.issues).toMatchObject([
    {
      path: ["forecast_thresholds"],
      message: "A single day is not forecast. Leave these out, or choose a longer period.",
    },
  ])
  expect(budgetInput.safeParse({ name: "Day", period: "day", amount: "1" }).success).toBe(true)
})

test("increases that ended long ago are not read, and there is an end to those that are", async () => {
  const { scope, orgId } = await makeTenant()
  await putBudget(scope, "raised", budgetInput.parse({ name: "Raised", period: "month", amount: "1" }))
  const { id: budgetId } = await prisma().budget.findFirstOrThrow({ where: { orgId } })
  const day = 86_400_000
  const ended = (id: number, daysAgo: number) => ({
    ...{ orgId, budgetId, id, amount: "1", reason: "launch", createdAt: new Date() },
    startsAt: new Date(Date.now() - (daysAgo + 1) * day),
    endsAt: new Date(Date.now() - daysAgo * day),
  })
  const old = Array.from({ length: 600 }, (_, n) => ended(10_000 + n, 900))
  await prisma().budgetIncrease.createMany({ data: old })
  const more = { amount: "1", until: new Date(Date.now() + day).toISOString(), reason: "launch" }
  expect((await addIncrease(scope, "raised", more)).increases).toHaveLength(1)
  expect((await allBudgets(orgId))[0]?.increases).toHaveLength(1)
  const late = Array.from({ length: 500 }, (_, n) => ended(20_000 + n, 30))
  await prisma().budgetIncrease.createMany({ data: late })
  await expect(addIncrease(scope, "raised", more)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("at most 500 increases in about two years"),
  })
})
