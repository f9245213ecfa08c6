import { beforeAll, expect, test } from "vitest"
import type { Scope } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { explainedChange } from "./explained"
import { spend } from "./queries"
import type { ChangeMeasures, ChangeQuery, Dimension } from "./schema"

await testDatabase()

const OCTOBER = { from: new Date("2026-10-01T00:00:00Z"), to: new Date("2026-11-01T00:00:00Z") }
const NOVEMBER = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-11-18T11:30:00Z") }

function call(i: number, month: "10" | "11", overrides: Partial<EventInput>): EventInput {
  const day = String(1 + (i % 18)).padStart(2, "0")
  return testEvent({ id: `${month}-${i}`, time: `2026-${month}-${day}T10:0${i % 10}:00.000Z`, ...overrides })
}

function calls(): EventInput[] {
  const models = [
    { provider: "openai", model: "gpt-test" },
    { provider: "anthropic", model: "claude-test" },
    { provider: "openai", model: "unknown-model" },
  ]
  return Array.from({ length: 240 }, (_, i): EventInput => {
    const usage = {
      input_uncached: 1_000 + 13 * i,
      cache_read: (i * 71) % 900,
      cache_write_5m: 0,
      output: 40 + (i % 30),
    }
    const team = i % 7 === 0 ? {} : { team: ["red", "blue", "green"][i % 3] ?? "red" }
    const user = i % 5 === 0 ? {} : { user: `u${i % 11}` }
    return call(i, i % 2 === 0 ? "10" : "11", { ...models[(i * 5) % 3], usage, ...team, ...user })
  })
}

let scope: Scope

beforeAll(async () => {
  const tenant = await makeTenant({ zone: "Asia/Kathmandu" })
  scope = tenant.scope
  const source = await testSource(tenant.orgId)
  const drafts = [
    ...calls(),
    call(1_000, "10", { team: "left", usage: { input_uncached: 500, output: 5 } }),
    call(1_001, "11", { team: "came", usage: { input_uncached: 700, output: 5 } }),
  ].map((event) => testDraft(event))
  await appendEvents(scope, source, drafts.slice(0, 150))
  await applyPending()
  // The rest stays in the tail.
  await appendEvents(scope, source, drafts.slice(150))
})

const asked = (dimension: Dimension, more: Partial<ChangeQuery> = {}): ChangeQuery => ({
  range: NOVEMBER,
  comparison: OCTOBER,
  dimension,
  filters: [],
  limit: 100,
  ...more,
})

const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
const less = (a: string, b: string) => formatDecimal(add(parseDecimal(a), parseDecimal(`-${b}`)))
const causesSum = ({ causes }: ChangeMeasures) => sum(Object.values(causes))

test.each<Dimension>(["team", "model", "user", "session", "api_key", "provider", "tag:none"])(
  "by %s, causes sum to each difference and groups to the total, which is the spend query's",
  async (dimension) => {
    for (const limit of [2, 100]) {
      const answer = await explainedChange(scope, asked(dimension, { limit }))
      const parts: ChangeMeasures[] = [...answer.groups, ...(answer.other ? [answer.other] : [])]
      for (const part of [answer, ...parts]) {
        expect(causesSum(part)).toBe(part.difference)
        expect(less(part.after, part.before)).toBe(part.difference)
      }
      expect(sum(parts.map((part) => part.difference))).toBe(answer.difference)
      const { total, compare } = await spend(scope, {
        ...NOVEMBER,
        interval: "day",
        groupBy: [],
        filters: [],
        limit: 1,
        comparison: OCTOBER,
      })
      expect([answer.before, answer.after]).toEqual([compare?.total.billed, total.billed])
    }
  },
)

test("a team without calls in one of the periods is new or gone as a whole, and unpriced is no price", async () => {
  const { groups } = await explainedChange(scope, asked("team"))
  const of = (team: string | null) => groups.find(({ key }) => key.team === team)
  expect(of("came")?.causes.new).toBe(of("came")?.after)
  expect(of("left")?.causes.gone).toBe(`-${of("left")?.before}`)
  expect(of(null)).toBeDefined()
})

test("filters narrow both periods", async () => {
  const answer = await explainedChange(
    scope,
    asked("model", { filters: [{ dimension: "team", operator: "=", values: ["red"] }] }),
  )
  expect(answer.groups.map(({ key }) => key.model)).not.toContain("none")
  expect(causesSum(answer)).toBe(answer.difference)
})

test("another organisation's spend is no part of it", async () => {
  const other = await makeTenant({ zone: "UTC" })
  const answer = await explainedChange(other.scope, asked("team"))
  expect(answer).toMatchObject({ before: "0", after: "0", difference: "0", groups: [], other: null })
})

test("what nobody would wait for is refused with another way", async () => {
  const tenant = await makeTenant({ zone: "Asia/Kathmandu" })
  await appendEvents(tenant.scope, await testSource(tenant.orgId), [testDraft(call(1, "11", { user: "u1" }))])
  await applyPending()
  await execute(Prisma.sql`update cube_day set calls = calls + 1000000 where org_id = ${tenant.orgId}`, {
    on: accountPool(),
  })
  await expect(explainedChange(tenant.scope, asked("user"))).rejects.toThrow(
    /more than 1,000,000 calls.*Choose a shorter range/,
  )
  const filters = [{ dimension: "user" as const, operator: "=" as const, values: ["u1"] }]
  await expect(explainedChange(tenant.scope, asked("user", { filters }))).resolves.toMatchObject({
    dimension: "user",
  })
  await expect(explainedChange(tenant.scope, asked("team"))).resolves.toMatchObject({ dimension: "team" })
})
