import "@/lib/testing/signed-in"
import fc from "fast-check"
import { expect, test } from "vitest"
import * as z from "zod"
import { changeRules } from "@/lib/attribution/change-rules"
import { giveName } from "@/lib/attribution/give-name"
import { createKey } from "@/lib/auth/api-key"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { type Pico, parseDecimal, toPico } from "@/lib/money"
import { ingestEvents } from "@/lib/sources/ingest"
import { conditionOf } from "@/lib/spend/dimensions"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { answeredLately, writeAnswered } from "./answered"
import { authorize } from "./authorize"
import { authorizeInput } from "./authorize-schema"
import { holds } from "./call-dimensions"
import { putBudget } from "./mutations"
import { budgetInput } from "./schema"

await testDatabase()

const pico = (text: string | null | undefined): Pico => toPico(parseDecimal(text ?? "0"))
const money = (amount: string) => ({ amount, currency: "USD" })
const ask = (more: object = {}) => authorizeInput.parse({ estimate: money("1"), ...more })
const limit = (more: object = {}) =>
  budgetInput.parse({ name: "Limit", period: "month", amount: "10", on_exceed: "deny", ...more })

/** An application's key, and where its events go. */
async function application(): Promise<{ app: Scope; scope: Scope; orgId: number; source: number }> {
  const { scope, orgId } = await makeTenant()
  const form = { name: "checkout", environment: "live", source: "app" }
  const { id, source } = await createKey(scope, { ...form, scopes: ["ingest", "authorize"] })
  const sourceId = source?.id ?? 0
  const actor = { kind: "key", keyId: id, sourceId, scopes: ["ingest", "authorize"], maker: null } as const
  return { app: mintScope(orgId, actor), scope, orgId, source: sourceId }
}

async function send(app: Scope, source: number, event: object): Promise<void> {
  const options = { now: new Date(), backfill: false, requestId: "test" }
  const answer = await ingestEvents(app, source, [event], options)
  expect(answer.rejected).toEqual([])
}

/** Spend that the gates hold is at most a second old by then. */
const aSecond = () => new Promise((resolve) => setTimeout(resolve, 1_100))

const call = (billed: string) => ({
  ...{ provider: "openrouter", route: "openrouter", model: "openai/gpt-4o-mini", usage: { output: 1 } },
  cost: money(billed),
})

test("64 calls at once never pass a denying limit, nor the overshoot that is stated", async () => {
  const { app, scope } = await application()
  await putBudget(scope, "tight", limit({ amount: "10.5" }))
  await putBudget(scope, "wide", limit({ amount: "1000", on_exceed: "warn" }))
  const answers = await Promise.all(Array.from({ length: 64 }, () => authorize(app, ask())))
  const allowed = answers.filter(({ decision }) => decision !== "deny")
  expect(allowed).toHaveLength(10)
  expect(new Set(allowed.map(({ reservation_id }) => reservation_id)).size).toBe(10)
  for (const { budgets, decision, reservation_id } of answers) {
    const tight = budgets.find(({ slug }) => slug === "tight")
    expect(tight).toMatchObject({ limit: "10.5", max_overshoot: "0" })
    expect(pico(tight?.remaining) >= pico("0.5")).toBe(true)
    expect(reservation_id === null).toBe(decision === "deny")
    expect(budgets.find(({ slug }) => slug === "wide")).toMatchObject({ decision: "allow" })
  }
})

test("random calls against random limits: what was allowed fits, and what was denied would not have", async () => {
  const cents = fc.integer({ min: 1, max: 400 })
  await fc.assert(
    fc.asyncProperty(fc.array(cents, { minLength: 1, maxLength: 30 }), cents, async (calls, most) => {
      const { app, scope } = await application()
      const text = (cents: number) => (cents / 100).toFixed(2)
      await putBudget(scope, "any", limit({ amount: text(most) }))
      const answers = await Promise.all(
        calls.map((each) => authorize(app, ask({ estimate: money(text(each)) }))),
      )
      const sum = answers.reduce(
        (sum, { decision }, i) => sum + (decision === "deny" ? 0 : (calls[i] ?? 0)),
        0,
      )
      expect(sum).toBeLessThanOrEqual(most)
      answers.forEach(({ decision }, i) => {
        if (decision === "deny") expect(sum + (calls[i] ?? 0)).toBeGreaterThan(most)
      })
    }),
    { numRuns: 15 },
  )
})

test("an event settles its reservation: what it cost stands in its place", async () => {
  const { app, scope, source, orgId } = await application()
  await putBudget(scope, "any", limit())
  const { reservation_id } = await authorize(app, ask({ estimate: money("9") }))
  expect((await authorize(app, ask({ estimate: money("2") }))).decision).toBe("deny")
  await send(app, source, { id: "one", reservation: reservation_id, ...call("3") })
  expect(await prisma().reservation.findFirst({ where: { orgId } })).toMatchObject({
    settledAt: expect.any(Date),
  })
  await aSecond()
  await authorize(app, ask({ estimate: money("0.000000000001") }))
  await aSecond()
  const { decision, budgets } = await authorize(app, ask({ estimate: money("6.5") }))
  expect(decision).toBe("warn")
  expect(pico(budgets[0]?.remaining) <= pico("0.5")).toBe(true)
  expect(pico(budgets[0]?.remaining) >= pico("0.499999999998")).toBe(true)
})

test("a reservation without an event expires", async () => {
  const { app, scope, orgId } = await application()
  await putBudget(scope, "any", limit())
  await authorize(app, ask({ estimate: money("9") }))
  await prisma().reservation.updateMany({ where: { orgId }, data: { expiresAt: new Date(0) } })
  await aSecond()
  await authorize(app, ask({ estimate: money("0") }))
  await aSecond()
  expect((await authorize(app, ask({ estimate: money("9") }))).decision).toBe("warn")
  expect(await prisma().reservation.count({ where: { orgId, expiresAt: new Date(0) } })).toBe(0)
})

test("tokens are priced as the ledger would price them, and an unknown price reserves nothing and says so", async () => {
  const { app, scope, source } = await application()
  await putBudget(scope, "any", limit())
  const estimate = { model: "gpt-4o-mini", provider: "openai", input_tokens: 1_000_000, output_tokens: 0 }
  expect(await authorize(app, ask({ estimate }))).toMatchObject({
    decision: "allow",
    estimate: money("0.15"),
  })
  const unknown = await authorize(app, ask({ estimate: { ...estimate, model: "without-price" } }))
  expect(unknown).toMatchObject({ decision: "warn", estimate: null })
  expect(unknown.budgets[0]).toMatchObject({ remaining: "9.85", max_overshoot: null })
  await send(app, source, { id: "much", ...call("10") })
  await aSecond()
  await authorize(app, ask())
  await aSecond()
  expect((await authorize(app, ask({ estimate: { ...estimate, model: "without-price" } }))).decision).toBe(
    "deny",
  )
})

test("only budgets whose scope the call meets apply; each entity has the amount for itself", async () => {
  const { app, scope } = await application()
  await putBudget(scope, "search", limit({ scope: { feature: "search" } }))
  await putBudget(scope, "users", limit({ each: "user" }))
  await putBudget(scope, "key", limit({ scope: { api_key: "checkout" }, on_exceed: "warn", amount: "0.5" }))
  const slugs = async (more: object) =>
    (await authorize(app, ask(more))).budgets.map(({ slug }) => slug).sort()
  expect(await slugs({ feature: "search" })).toEqual(["key", "search", "users"])
  expect(await slugs({ feature: "chat" })).toEqual(["key", "users"])
  const nine = { estimate: money("9") }
  expect((await authorize(app, ask({ user: "ann", ...nine }))).decision).toBe("warn")
  expect(await authorize(app, ask({ user: "ann", ...nine }))).toMatchObject({
    decision: "deny",
    reservation_id: null,
  })
  const { decision, budgets } = await authorize(app, ask({ user: "bob", ...nine }))
  expect(decision).toBe("warn")
  expect(budgets.find(({ slug }) => slug === "users")).toMatchObject({ entity: "bob", remaining: "1" })
})

test("rules and given names hold for a call as they do for its event", async () => {
  const { app, scope, source } = await application()
  await send(app, source, { id: "first", ...call("1"), agent: "support-bot", user: "a.ito", team: "Serach" })
  await giveName(scope, { dimension: "team", value: "Serach", name: "Search", merge: false })
  const rules = [
    { name: "Support", when: ["agent~support", "api_key=checkout"], set: { feature: "answers" } },
  ]
  await changeRules(scope, { rules, version: undefined })
  await putBudget(scope, "ruled", limit({ scope: { feature: "answers" } }))
  await putBudget(scope, "named", limit({ scope: { team: "Search" } }))
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  const { budgets } = await authorize(app, ask({ agent: "Support-bot", team: "Serach" }))
  expect(Object.fromEntries(budgets.map(({ slug, remaining }) => [slug, remaining]))).toEqual({
    named: "8",
    ruled: "8",
  })
})

test("a filter means of a call what it means in the database", async () => {
  const value = fc.option(fc.constantFrom("a", "B", "ab", "A b", "ä", "%", ""))
  const filter = fc.record({
    operator: fc.constantFrom("=" as const, "!=" as const),
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
  })
  const contains = fc.record({
    operator: fc.constant("~" as const),
    values: fc.array(fc.constantFrom("a", "B", "b", "%"), { minLength: 1, maxLength: 2 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.oneof(filter, contains), value, async (filter, text) => {
      const [row] = await query(
        Prisma.sql`select ${conditionOf({ dimension: "agent", ...filter })} as holds
          from (select ${text}::text as agent) x`,
        z.object({ holds: z.boolean() }),
      )
      expect(holds(filter, text)).toBe(row?.holds)
    }),
    { numRuns: 200 },
  )
})

test("answers are counted by what was decided, with their times, and what is held is told", async () => {
  const { app, scope } = await application()
  await putBudget(scope, "tight", limit({ amount: "3", thresholds: [60] }))
  for (let at = 0; at < 5; at += 1) await authorize(app, ask())
  await writeAnswered()
  await authorize(app, ask())
  await writeAnswered()
  const told = await answeredLately(scope)
  expect(told).toMatchObject({ allowed: 1, warned: 2, denied: 3, open_reservations: 3, held: "3" })
  expect(told.max_overshoot).toBe("0")
  expect(told.p95_ms ?? 0).toBeGreaterThanOrEqual(told.p50_ms ?? 0)
  expect(told.p50_ms ?? 0).toBeGreaterThan(0)
  const later = await answeredLately(scope, new Date(Date.now() + 25 * 3_600_000))
  expect(later).toMatchObject({ allowed: 0, warned: 0, denied: 0, p50_ms: null, open_reservations: 0 })
  await expect(answeredLately({ ...scope, teams: ["Search"] })).rejects.toMatchObject({ code: "forbidden" })
})

test("a key of a member kept to teams is held to every budget and told only of its teams'", async () => {
  const { app, scope, orgId } = await application()
  await putBudget(scope, "everybody", limit({ amount: "1.5" }))
  await putBudget(scope, "search", limit({ scope: { team: "Search" } }))
  const kept = mintScope(orgId, app.actor, ["Search"])
  const search = ask({ team: "Search" })
  const first = await authorize(kept, search)
  expect(first.budgets.map(({ slug }) => slug)).toEqual(["search"])
  const second = await authorize(kept, search)
  expect(second).toMatchObject({ decision: "deny", reservation_id: null })
  expect(JSON.stringify(second)).not.toContain("everybody")
  expect(second.reason).toBe("It would pass the limit of a budget that this key does not see.")
})
