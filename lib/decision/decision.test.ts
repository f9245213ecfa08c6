import { expect, test } from "vitest"
import { add, formatDecimal, parseDecimal } from "@/lib/money"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { calls, send } from "@/lib/testing/decision-calls"
import { TEST_NOW } from "@/lib/testing/ledger"
import { readPageQuery } from "./page-query"
import { decision } from "./queries"
import { changeAssumptions, readAssumptions } from "./saved"
import { decisionQuery } from "./schema"
import { TYPICAL } from "./volumes"

await testDatabase()

const asked = (more: Record<string, unknown> = {}) => decisionQuery.parse(more)
const plus = (amounts: readonly string[]) =>
  formatDecimal(amounts.map(parseDecimal).reduce(add, { digits: 0n, scale: 0 }))

test("a decision from own traffic adds up and keeps each dear model direct", async () => {
  const tenant = await makeTenant()
  await send(tenant, [
    ...calls(300, { provider: "anthropic", model: "claude-sonnet-5" }),
    ...calls(300, { provider: "deepseek", model: "deepseek-v4-pro" }),
    ...calls(150, { provider: "deepseek", model: "deepseek-ai/DeepSeek-V4-Pro", route: "siliconflow" }),
    ...calls(5, { provider: "openai", model: "nobody-prices-this" }),
  ])
  const answer = await decision(tenant.scope, asked(), TEST_NOW)
  expect(answer.range.days).toBe(30)
  expect(answer.calls).toBe(755)
  expect(answer.unpriced).toBe(5)
  expect(answer.ledger).toBe(answer.rerated)
  for (const { total, tokens, fees, failures, engineering } of answer.mixes) {
    expect(plus([tokens, fees, failures, engineering])).toBe(total)
  }
  const today = answer.mixes.find(({ id }) => id === "today")
  expect(today?.tokens).toBe(answer.ledger)
  const least = answer.mixes[0]
  expect(least?.id).toBe("least")
  const anthropic = answer.scopes.find(({ scope }) => scope === "anthropic")
  expect(anthropic?.candidates.find(({ route }) => route === "siliconflow")?.excluded_by).toBe(
    "does not offer the model",
  )
  expect(answer.sentence).toMatch(/a month/)
  const chosen = answer.scopes.map(
    ({ choice, candidates }) => candidates.find(({ route }) => route === choice)?.total ?? "0",
  )
  const shared = answer.upkeep.filter((each) => each.chosen).map(({ amount }) => amount)
  expect(plus([...chosen, ...shared])).toBe(least?.total)
})

test("what may repeat may stand once", () => {
  const once = {
    assume: "direct_hours:5",
    filter: "team=Search",
    route: "reseller",
    volume: "glm:glm-5:1:1:1:1",
  }
  expect(asked(once)).toMatchObject({
    ...{ assume: [["direct_hours", "5"]], filter: ["team=Search"], route: ["reseller"] },
    volume: [{ family: "glm", model: "glm-5" }],
  })
  expect(asked()).toMatchObject({ assume: [], filter: [], route: [], volume: [] })
  expect(decisionQuery.safeParse({ assume: "nonsense:1" }).success).toBe(false)
  expect(decisionQuery.safeParse({ assume: "needs:search:tools|alt:image" }).success).toBe(true)
  expect(decisionQuery.safeParse({ assume: "needs:search:image_input" }).success).toBe(false)
})

test("the same address says the same", async () => {
  const tenant = await makeTenant()
  await send(tenant, calls(200, { provider: "deepseek", model: "deepseek-v4-pro" }))
  const [first, second] = [
    await decision(tenant.scope, asked({ scope: "feature" }), TEST_NOW),
    await decision(tenant.scope, asked({ scope: "feature" }), TEST_NOW),
  ]
  expect(second).toEqual(first)
})

test("hours, fees and what must stay direct move the answer", async () => {
  const tenant = await makeTenant()
  await send(tenant, [
    ...calls(300, { provider: "anthropic", model: "claude-sonnet-5" }),
    ...calls(200, { provider: "anthropic", model: "claude-sonnet-5", feature: "contracts" }),
  ])
  const free = ["direct_hours:10", "gateway_hours:0", "fee_percent.openrouter:0", "fee_minimum.openrouter:0"]
  const through = await decision(tenant.scope, asked({ assume: free }), TEST_NOW)
  expect(through.scopes.map(({ choice }) => choice)).toEqual(["openrouter"])
  const kept = await decision(tenant.scope, asked({ assume: [...free, "keep_direct:contracts"] }), TEST_NOW)
  const contracts = kept.scopes.find(({ feature }) => feature === "contracts")
  expect(contracts?.choice).not.toBe("openrouter")
  expect(kept.ruled_out).toContainEqual(
    expect.objectContaining({ route: "openrouter", because: expect.stringContaining("must stay") }),
  )
  expect(kept.assumptions.find(({ name }) => name === "direct_hours")).toMatchObject({
    value: "10",
    from: "address",
  })
})

test("values are saved with who said them, and a value taken back is the default again", async () => {
  const tenant = await makeTenant()
  expect(await readAssumptions(tenant.scope)).toEqual({ version: 0, items: [] })
  const set = (value: string) => ({ set: [{ name: "failed_value.search", value }] })
  const saved = await changeAssumptions(tenant.scope, set("0.05"))
  expect(saved).toMatchObject({
    version: 1,
    items: [{ name: "failed_value.search", value: "0.05", set_by: "test" }],
  })
  await send(tenant, calls(200, { provider: "deepseek", model: "deepseek-v4-pro" }))
  const answer = await decision(tenant.scope, asked(), TEST_NOW)
  expect(answer.assumptions.find(({ name }) => name === "failed_value.search")).toMatchObject({
    ...{ value: "0.05", default: null, from: "organisation", set_by: "test" },
  })
  expect(answer.scopes[0]?.unvalued).toBe(0)
  await expect(changeAssumptions(tenant.scope, { version: 0, ...set("1") })).rejects.toMatchObject({
    code: "conflict",
  })
  expect(await changeAssumptions(tenant.scope, set(""))).toMatchObject({ version: 2, items: [] })
  const after = await decision(tenant.scope, asked(), TEST_NOW)
  expect(after.scopes[0]?.unvalued).toBe(200)
})

test("an empty organisation is told so, and another's calls are not in it", async () => {
  const other = await makeTenant()
  await send(other, calls(50, { provider: "deepseek", model: "deepseek-v4-pro" }))
  const answer = await decision((await makeTenant()).scope, asked(), TEST_NOW)
  expect(answer).toMatchObject({ calls: 0, scopes: [], verdict: "not enough data" })
})

test("the form's own example with a cheap reseller is answered as its test on the screen expects", async () => {
  const { scope } = await makeTenant()
  const volume = TYPICAL.filter(({ calls: count }) => count !== "").map((each) =>
    [each.family, each.model, each.calls, each.input, each.cached, each.output].join(":"),
  )
  const assume = ["markup.cheap-tokens:-60"]
  const answer = await decision(scope, asked({ volume, route: "cheap-tokens", assume }), new Date())
  expect(answer.sentence).toContain("Send everything through cheap-tokens")
  // The gateway that everything goes through is the one that is held against going direct.
  expect(answer.break_even?.gateway).toBe("cheap-tokens")
  expect(Number(answer.break_even?.up_to)).toBeCloseTo(1_000 * Number(answer.break_even?.now), 2)
})

test("an address that asks for more routes or volumes than can be weighed is refused", () => {
  const routes = Array.from({ length: 9 }, (_, at) => `x${at}`)
  expect(decisionQuery.safeParse({ route: routes.slice(1) }).success).toBe(true)
  expect(decisionQuery.safeParse({ route: routes }).success).toBe(false)
  const volume = Array.from({ length: 21 }, () => "glm:glm-5:1:1:1:1")
  expect(decisionQuery.safeParse({ volume: volume.slice(1) }).success).toBe(true)
  expect(decisionQuery.safeParse({ volume }).success).toBe(false)
  // The page takes what it can and names the rest.
  const { query, ignored } = readPageQuery({ route: routes, volume })
  expect([query.route.length, query.volume.length, ignored.length]).toEqual([8, 20, 2])
})

test("an organisation that asks for many decisions at once is refused, and nobody else", async () => {
  const [tenant, other] = [await makeTenant(), await makeTenant()]
  const many = Array.from({ length: 20 }, () =>
    decision(tenant.scope, asked(), TEST_NOW).then(
      () => "answered",
      (error: { code: string }) => error.code,
    ),
  )
  expect((await decision(other.scope, asked(), TEST_NOW)).calls).toBe(0)
  expect((await Promise.all(many)).filter((end) => end === "too_many_requests")).toHaveLength(9)
})

test("typed volumes are answered before any event was sent, a reseller with its markup among the routes", async () => {
  const { scope } = await makeTenant()
  const answer = await decision(
    scope,
    asked({
      volume: ["anthropic:claude-sonnet-5:40000:120:40:16", "deepseek:deepseek-v4-flash:80000:300:50:40"],
      route: "cheap-tokens",
      assume: ["markup.cheap-tokens:-40", "direct_hours:3"],
    }),
    TEST_NOW,
  )
  expect(answer).toMatchObject({ typed: true, calls: 120_000, unpriced: 0 })
  expect(answer.scopes.map(({ choice }) => choice)).toEqual(["cheap-tokens", "cheap-tokens"])
  const anthropic = answer.scopes.find(({ scope: id }) => id === "anthropic")
  const direct = anthropic?.candidates.find(({ route }) => route === "direct")
  // 72 M at $2, 48 M read at $0.20, 16 M out at $10.
  expect(direct?.tokens).toBe("313.6")
  expect(anthropic?.candidates.find(({ route }) => route === "cheap-tokens")?.tokens).toBe("188.16")
  expect(answer.mixes.every(({ interval }) => interval === null)).toBe(true)
  expect(answer.sentence).toContain("less than everything direct")
})
