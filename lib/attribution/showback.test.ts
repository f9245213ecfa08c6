import fc from "fast-check"
import { expect, test } from "vitest"
import { mintScope } from "@/lib/auth/scope"
import { appendEvents } from "@/lib/ledger/append"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import type { EventInput } from "@/lib/sources/events-schema"
import { spend } from "@/lib/spend/queries"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { changePools } from "./change-pools"
import { giveName } from "./give-name"
import { getPools } from "./queries"
import { poolsInput, type SharedPool, type ShowbackAnswer } from "./schema"
import { showback } from "./showback"

await testDatabase()

async function send({ scope, orgId }: Tenant, events: Partial<EventInput>[]): Promise<void> {
  const drafts = events.map((event) => testDraft(testEvent(event)))
  await appendEvents(scope, await testSource(orgId), drafts)
}

const range = (from: string, to: string) => ({
  from: new Date(`${from}T00:00:00Z`),
  to: new Date(`${to}T00:00:00Z`),
  unfinished: false,
})
const AUTUMN = range("2026-09-01", "2026-12-01")

function put({ scope }: Tenant, pools: Partial<SharedPool>[]) {
  const whole = pools.map((pool, at) => ({
    name: `pool ${at}`,
    when: ["team="],
    split: "even",
    teams: [],
    ...pool,
  }))
  return changePools(scope, poolsInput.parse({ pools: whole }))
}

function sum(amounts: readonly string[]): string {
  return formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
}

function parts({ teams, unallocated }: ShowbackAnswer): string[] {
  return [unallocated, ...teams.flatMap(({ direct, shares }) => [direct, ...shares])]
}

test("teams bear their own spend, their shares are the pool, and the rest is shown", async () => {
  const tenant = await makeTenant()
  const call = (more: Partial<EventInput>) => ({ time: "2026-11-18T10:00:00.000Z", ...more })
  await send(tenant, [
    call({ team: "A" }),
    call({ team: "A" }),
    call({ team: "B" }),
    call({}),
    call({ environment: "staging", team: "B" }),
  ])
  await put(tenant, [
    { name: "Staging", when: ["environment=staging"], split: "fixed", teams: [{ team: "A", percent: "75" }] },
    { name: "Nobody's", when: ["team="], split: "proportional" },
  ])
  const answer = await showback(tenant.scope, AUTUMN)
  expect(answer.pools).toEqual([
    { name: "Staging", split: "fixed", billed: "0.00575", unallocated: "0.0014375", unpriced_calls: 0 },
    { name: "Nobody's", split: "proportional", billed: "0.00575", unallocated: "0", unpriced_calls: 0 },
  ])
  expect(answer.teams).toEqual([
    {
      team: "A",
      direct: "0.0115",
      shares: ["0.0043125", "0.003833333333"],
      total: "0.019645833333",
      unpriced_calls: 0,
    },
    {
      team: "B",
      direct: "0.00575",
      shares: ["0", "0.001916666667"],
      total: "0.007666666667",
      unpriced_calls: 0,
    },
  ])
  expect(answer.total).toBe("0.02875")
  await giveName(tenant.scope, { dimension: "team", value: "A", name: "Alpha", merge: false })
  const renamed = await showback(tenant.scope, AUTUMN)
  expect(renamed.teams[0]).toEqual({ ...answer.teams[0], team: "Alpha" })
})

const anyEvent = fc.record(
  {
    time: fc.constantFrom("2026-09-30T23:30:00.000Z", "2026-10-10T10:00:00.000Z", "2026-11-18T10:00:00.000Z"),
    team: fc.constantFrom("A", "B", "C"),
    environment: fc.constantFrom("prod", "staging"),
    model: fc.constantFrom("gpt-test", "no-price"),
  },
  { requiredKeys: ["time"] },
)
const anyPool: fc.Arbitrary<Partial<SharedPool>> = fc.oneof(
  fc.record({
    when: fc.constantFrom<string[]>(["team="], ["environment=staging"], ["team=C"]),
    split: fc.constantFrom("even" as const, "proportional" as const),
    teams: fc.constantFrom<SharedPool["teams"]>(
      [],
      [
        { team: "A", percent: null },
        { team: "D", percent: null },
      ],
    ),
  }),
  fc.record({
    when: fc.constantFrom<string[]>(["team=", "environment!=prod"], ["environment=staging"]),
    split: fc.constant("fixed" as const),
    teams: fc.constant<SharedPool["teams"]>([
      { team: "A", percent: "33.3333333333" },
      { team: "B", percent: "50" },
    ]),
  }),
)

test("teams and rest are all spend to the last digit, and months add up to their quarter", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEvent, { minLength: 1, maxLength: 15 }),
      fc.array(anyPool, { maxLength: 3 }),
      async (events, pools) => {
        const tenant = await makeTenant({ zone: "Asia/Kathmandu" })
        await send(tenant, events)
        await put(tenant, pools)
        const whole = await showback(tenant.scope, AUTUMN)
        const query = {
          ...AUTUMN,
          interval: "day",
          groupBy: [],
          filters: [],
          limit: 1,
          comparison: null,
        } as const
        const { total } = await spend(tenant.scope, { ...query, groupBy: [], filters: [] })
        expect([whole.total, sum(parts(whole))]).toEqual([total.billed, total.billed])
        const unpriced = [...whole.teams, ...whole.pools].map(({ unpriced_calls }) => unpriced_calls)
        expect(unpriced.reduce((a, b) => a + b, 0)).toBe(total.unpriced.calls)
        await applyPending()
        expect({ ...(await showback(tenant.scope, AUTUMN)), as_of: "" }).toEqual({ ...whole, as_of: "" })
        // Months of Kathmandu begin at 18:15 UTC.
        const ends = [
          "2026-09-01T00:00:00Z",
          "2026-09-30T18:15:00Z",
          "2026-10-31T18:15:00Z",
          "2026-12-01T00:00:00Z",
        ]
        const teams = new Map<string | null, string>()
        for (const [at, from] of ends.slice(0, -1).entries()) {
          const month = { from: new Date(from), to: new Date(ends[at + 1] ?? ""), unfinished: false }
          for (const { team, total: own } of (await showback(tenant.scope, month)).teams)
            teams.set(team, sum([teams.get(team) ?? "0", own]))
        }
        expect(teams).toEqual(new Map(whole.teams.map(({ team, total: own }) => [team, own])))
      },
    ),
    { numRuns: 12 },
  )
}, 60_000)

test("a list that makes no sense is refused with its place, and some teams' members see none", async () => {
  const tenant = await makeTenant()
  const fixed = (percents: string[]) =>
    poolsInput.safeParse({
      pools: [
        {
          name: "x",
          when: ["team="],
          split: "fixed",
          teams: percents.map((percent, at) => ({ team: `t${at}`, percent })),
        },
      ],
    })
  expect(fixed(["60", "40.0000000001"]).error?.issues[0]?.message).toBe(
    "The percentages are 100.0000000001 %: 100 at most.",
  )
  expect(fixed(["60", "40"]).success).toBe(true)
  expect(fixed([]).success).toBe(false)
  const narrow = mintScope(tenant.orgId, tenant.scope.actor, ["A"])
  await expect(showback(narrow, AUTUMN)).rejects.toMatchObject({ code: "forbidden" })
  await expect(getPools(narrow)).rejects.toMatchObject({ code: "forbidden" })
  await put(tenant, [{}])
  await expect(changePools(tenant.scope, { version: 0, pools: [] })).rejects.toMatchObject({
    code: "conflict",
  })
})

test("a pool goes on holding what is renamed", async () => {
  const tenant = await makeTenant()
  await send(tenant, [{ team: "platform" }, { team: "Search" }])
  await put(tenant, [{ when: ["team=platform"] }])
  const before = await showback(tenant.scope, AUTUMN)
  expect(before.pools[0]?.billed).not.toBe("0")
  await giveName(tenant.scope, { dimension: "team", value: "platform", name: "Platform", merge: false })
  const after = await showback(tenant.scope, AUTUMN)
  expect({ ...after, as_of: null }).toEqual({ ...before, as_of: null })
})
