import fc from "fast-check"
import { expect, test } from "vitest"
import { mintScope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { appendEvents } from "@/lib/ledger/append"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import { rebuildCubes } from "@/lib/rollups/rebuild"
import type { EventInput } from "@/lib/sources/events-schema"
import { spend } from "@/lib/spend/queries"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { cubeCells, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { applyCredits } from "./apply"
import { grantCredit, withdrawCredit } from "./mutations"
import { listCredits } from "./queries"
import { type CreditInput, creditInput } from "./schema"

await testDatabase()

async function send({ scope, orgId }: Tenant, events: Partial<EventInput>[]): Promise<void> {
  const drafts = events.map((event) => testDraft(testEvent(event)))
  await appendEvents(scope, await testSource(orgId), drafts)
}

async function level(): Promise<void> {
  for (let pass = 0; pass < 2; pass += 1) {
    await applyPending()
    await applyCredits()
  }
  await applyPending()
}

function grant(tenant: Tenant, more: Partial<CreditInput> = {}) {
  const input = {
    name: "Sign-up credit",
    scope: ["provider=openai"],
    amount: "0.01",
    tokens: null,
    starts_at: "2026-11-01T00:00:00Z",
    expires_at: null,
    ...more,
  }
  return grantCredit(tenant.scope, creditInput.parse(input))
}

async function billedOf({ scope }: Tenant, range = ["2026-11-01", "2026-12-01"]) {
  const [from, to] = range.map((day) => new Date(`${day}T00:00:00Z`))
  const query = { filters: [], interval: "day", groupBy: [], limit: 1, comparison: null } as const
  const { total } = await spend(scope, { ...query, groupBy: [], filters: [], from: from!, to: to! })
  return { billed: total.billed, list: total.list, calls: total.calls }
}

/** Costs 0.00575 each: 1,000 × 2.5 + 200 × 1.25 + 300 × 10 millionths. */
const call = (id: string, day: number, more: Partial<EventInput> = {}): Partial<EventInput> => ({
  id,
  time: `2026-11-${String(day).padStart(2, "0")}T10:00:00.000Z`,
  ...more,
})

test("a grant pays the first calls in their order, whole or in part, and never touches the list cost", async () => {
  const tenant = await makeTenant()
  await send(tenant, [
    call("a", 3),
    call("b", 4),
    call("c", 5),
    call("other", 3, { provider: "anthropic", model: "claude-test" }),
  ])
  await level()
  const before = await billedOf(tenant)
  await grant(tenant)
  await level()
  const after = await billedOf(tenant)
  expect(after).toMatchObject({ list: before.list, calls: 4 })
  expect(formatDecimal(add(parseDecimal(after.billed), parseDecimal("0.01")))).toBe(before.billed)
  const [credit] = await listCredits(tenant.scope)
  expect(credit).toMatchObject({
    state: "used up",
    used: { billed: "0.01" },
    left: { amount: "0" },
    pending: false,
    days: [
      { day: "2026-11-03", billed: "0.00575" },
      { day: "2026-11-04", billed: "0.00425" },
    ],
  })
})

test("what comes late or is corrected moves what is paid after it, and nothing is paid twice", async () => {
  const tenant = await makeTenant({ zone: "Asia/Kathmandu" })
  await grant(tenant)
  await send(tenant, [call("b", 4), call("c", 5), call("d", 6)])
  await level()
  const days = async () =>
    (await listCredits(tenant.scope))[0]?.days.map(({ day, billed }) => `${day} ${billed}`)
  expect(await days()).toEqual(["2026-11-04 0.00575", "2026-11-05 0.00425"])
  await send(tenant, [call("a", 3)])
  await level()
  expect(await days()).toEqual(["2026-11-03 0.00575", "2026-11-04 0.00425"])
  await send(tenant, [
    { ...call("fix", 7), type: "void", target_id: "a", reason: "a test" } as Partial<EventInput>,
  ])
  await level()
  expect(await days()).toEqual(["2026-11-04 0.00575", "2026-11-05 0.00425"])
  expect(await billedOf(tenant)).toMatchObject({ billed: "0.00725", list: "0.01725", calls: 3 })
  const cells = await cubeCells(tenant.orgId)
  await rebuildCubes(tenant.scope)
  expect(await cubeCells(tenant.orgId)).toEqual(cells)
  const rows = await prisma().creditUse.count({ where: { orgId: tenant.orgId } })
  await level()
  expect(await prisma().creditUse.count({ where: { orgId: tenant.orgId } })).toBe(rows)
  expect(await billedOf(tenant)).toMatchObject({ billed: "0.00725" })
})

test("tokens pay their share, an expired grant pays nothing later, and a withdrawn one gives all back", async () => {
  const tenant = await makeTenant()
  await send(tenant, [call("a", 3), call("b", 4), call("c", 5)])
  const { id } = await grant(tenant, {
    amount: null,
    tokens: 1_500,
    expires_at: "2026-11-04T00:00:00Z",
    scope: [],
  })
  await grant(tenant, { amount: null, tokens: 750, starts_at: "2026-11-05T00:00:00Z", scope: ["model~TEST"] })
  await level()
  expect(await billedOf(tenant)).toMatchObject({ billed: "0.008625", list: "0.01725" })
  await withdrawCredit(tenant.scope, id)
  await level()
  expect(await billedOf(tenant)).toMatchObject({ billed: "0.014375" })
  expect((await listCredits(tenant.scope)).map(({ state }) => state)).toEqual(["used up", "withdrawn"])
  await expect(withdrawCredit(tenant.scope, id)).rejects.toMatchObject({ code: "not_found" })
})

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom("call", "call", "call", "void", "grant", "withdraw"),
    day: fc.integer({ min: 1, max: 12 }),
    size: fc.integer({ min: 1, max: 4_000 }),
    level: fc.boolean(),
  }),
  { minLength: 3, maxLength: 12 },
)

test("in whatever order things arrive, the end is that of all at once", { timeout: 120_000 }, async () => {
  let runs = 0
  await fc.assert(
    fc.asyncProperty(steps, async (drawn) => {
      runs += 1
      const [apart, together] = [await makeTenant(), await makeTenant()]
      for (const tenant of [apart, together]) {
        let sent = 0
        let granted = 0
        for (const { kind, day, size, level: now } of drawn) {
          if (kind === "call") {
            sent += 1
            await send(tenant, [call(`c${sent}`, day, { usage: { input_uncached: size, output: size % 7 } })])
          } else if (kind === "void" && sent > 0) {
            const target = `c${(size % sent) + 1}`
            const fix = { type: "void", target_id: target, reason: "test" } as Partial<EventInput>
            await send(tenant, [{ ...call(`v-${target}`, day), ...fix }])
          } else if (kind === "grant") {
            granted += 1
            const starts_at = `2026-11-${String(day).padStart(2, "0")}T00:00:00Z`
            const inTokens = size % 2 === 0
            const kindOf = inTokens ? { amount: null, tokens: size } : { amount: `0.00${size}` }
            await grant(tenant, { starts_at, ...kindOf })
          } else if (kind === "withdraw" && granted > 0) {
            await withdrawCredit(tenant.scope, granted).catch(() => undefined)
          }
          if (now && tenant === apart) await level()
        }
      }
      await level()
      const cells = async (tenant: Tenant) =>
        (await cubeCells(tenant.orgId)).map((cell) => cell.replace(/\(\d+,/, "("))
      expect(await cells(apart)).toEqual(await cells(together))
      const of = async (tenant: Tenant) =>
        (await listCredits(tenant.scope)).map(({ used, days }) => ({ used, days }))
      expect(await of(apart)).toEqual(await of(together))
      const used = (await listCredits(apart.scope))
        .map((credit) => parseDecimal(credit.used.billed))
        .reduce(add, ZERO)
      const { billed, list } = await billedOf(apart)
      expect(formatDecimal(add(parseDecimal(billed), used))).toBe(list)
    }),
    { numRuns: 8 },
  )
  expect(runs).toBeGreaterThan(0)
})

test("grants cover the spend of every team: a member kept to some is refused", async () => {
  const { orgId } = await makeTenant()
  const narrowed = mintScope(orgId, { kind: "user", userId: 1, role: "viewer" }, ["red"])
  await expect(listCredits(narrowed)).rejects.toMatchObject({ code: "forbidden" })
})
