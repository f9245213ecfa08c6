import { expect, test } from "vitest"
import { giveName } from "@/lib/attribution/give-name"
import { mintScope } from "@/lib/auth/scope"
import { appendEvents } from "@/lib/ledger/append"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { localDate } from "@/lib/time"
import { amountOf } from "./metric"
import { spend } from "./queries"
import type { Dimension, Filter, SpendQuery } from "./schema"

await testDatabase()

const ZONE = "Asia/Kathmandu"
const [FROM, TO] = [new Date("2026-10-31T18:15:00Z"), new Date("2026-11-30T18:15:00Z")]
const EVENTS = Array.from({ length: 240 }, (_, i) =>
  testEvent({
    id: `e${i}`,
    time: new Date(FROM.getTime() + i * 6_100_000).toISOString(),
    team: ["red", "blue", "green"][i % 3]!,
    ...(i % 4 === 0 ? {} : { feature: `f${i % 5}` }),
    ...(i % 6 === 0 ? {} : { user: `u${(i * 7) % 11}` }),
    model: i % 10 === 0 ? "no-price" : "gpt-test",
    usage: { input_uncached: 1_000 + i, output: i },
  }),
)

/** What the senders sent, counted by hand. */
function oracle(events: readonly EventInput[], keyOf: (event: EventInput) => string) {
  const users = new Map<string, Set<string>>()
  for (const event of events) {
    if (event.user === undefined) continue
    const key = keyOf(event)
    users.set(key, (users.get(key) ?? new Set()).add(event.user))
  }
  return Object.fromEntries([...users].map(([key, names]) => [key, names.size]))
}

async function tenant() {
  const made = await makeTenant({ zone: ZONE })
  const source = await testSource(made.orgId)
  const drafts = EVENTS.map((event) => testDraft(event))
  await appendEvents(made.scope, source, drafts.slice(0, 150))
  await applyPending()
  await appendEvents(made.scope, source, drafts.slice(150))
  return made
}

const own = await tenant()

function ask(groupBy: Dimension[], more: Partial<SpendQuery> = {}) {
  const query = {
    from: FROM,
    to: TO,
    interval: "day",
    filters: [],
    limit: 100,
    comparison: null,
    users: true,
  } as const
  return spend(own.scope, { ...query, filters: [], groupBy, ...more })
}

test.each([
  ["without groups, from the users' cubes", []],
  ["by team, from the calls", ["team"]],
  ["by user", ["user"]],
  ["by feature and model", ["feature", "model"]],
] as [string, Dimension[]][])(
  "each known user counts once in whatever holds them: %s",
  async (_, groupBy) => {
    const answer = await ask(groupBy)
    const keyOf = (event: EventInput) =>
      groupBy.map((dimension) => String(event[dimension as keyof EventInput] ?? null)).join(" ")
    const dayOf = (event: EventInput) => localDate(new Date(event.time ?? ""), ZONE)
    expect(answer.total.users?.count).toBe(oracle(EVENTS, () => "all").all)
    const nameOf = (key: object) =>
      groupBy.map((dimension) => String((key as Record<string, string | null>)[dimension])).join(" ")
    const groups = Object.fromEntries(
      answer.groups.map(({ key, users }) => [nameOf(key), users?.count ?? -1]),
    )
    const expected = oracle(EVENTS, keyOf)
    for (const [name, count] of Object.entries(groups))
      expect([name, count]).toEqual([name, expected[name] ?? 0])
    const cells = oracle(EVENTS, (event) => `${dayOf(event)} ${keyOf(event)}`)
    for (const { bucket, key, users } of answer.series) {
      const id = `${localDate(new Date(bucket), ZONE)} ${nameOf(key)}`
      expect([id, users?.count]).toEqual([id, cells[id] ?? 0])
    }
    const days = oracle(EVENTS, dayOf)
    for (const [bucket, { count }] of Object.entries(answer.bucket_users ?? {})) {
      expect(count).toBe(days[localDate(new Date(bucket), ZONE)] ?? 0)
    }
  },
)

test("the cost per user is what known users' calls cost, and both ways of reading agree", async () => {
  const filters: Filter[] = [{ dimension: "user", operator: "!=", values: [null] }]
  const [byCube, byCalls, known] = [await ask([]), await ask(["team"]), await ask([], { filters })]
  expect(byCube.total.users).toEqual(byCalls.total.users)
  expect(byCube.total.users?.billed).toBe(known.total.billed)
  const sum = byCalls.groups.map(({ users }) => parseDecimal(users?.billed ?? "0")).reduce(add, ZERO)
  expect(formatDecimal(sum)).toBe(known.total.billed)
  expect(amountOf("per_user", byCube.total)).not.toBe(null)
  expect(amountOf("per_user", (await ask([], { users: false })).total)).toBe(null)
})

test("users who are one count once, and a team's members are asked of their team alone", async () => {
  const { total } = await ask([])
  await giveName(own.scope, { dimension: "user", value: "u1", name: "u2", merge: true })
  expect((await ask([])).total.users?.count).toBe((total.users?.count ?? 0) - 1)
  expect((await ask(["feature"])).total.users?.count).toBe((total.users?.count ?? 0) - 1)
  const narrow = mintScope(own.orgId, own.scope.actor, ["red"])
  const query = {
    from: FROM,
    to: TO,
    interval: "day",
    groupBy: [],
    filters: [],
    limit: 1,
    comparison: null,
  } as const
  const answer = await spend(narrow, { ...query, groupBy: [], filters: [], users: true })
  const red = EVENTS.filter(({ team }) => team === "red").map((event) => ({
    ...event,
    user: event.user === "u1" ? "u2" : event.user,
  }))
  expect(answer.total.users?.count).toBe(oracle(red as EventInput[], () => "all").all)
})
