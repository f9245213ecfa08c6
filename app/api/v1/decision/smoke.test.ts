import "@/lib/testing/signed-in"
import { afterAll, expect, test } from "vitest"
import { createKey } from "@/lib/auth/api-key"
import { decisionAnswer } from "@/lib/decision/schema"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { postRun } from "@/lib/smoke/post"
import { toSuite } from "@/lib/smoke/read-suite"
import { runSuite } from "@/lib/smoke/run"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { calls, send } from "@/lib/testing/decision-calls"
import { MODEL_KEY, startModelServer } from "@/lib/testing/model-server"
import { startRoutes } from "@/lib/testing/route-server"

await testDatabase()
const [runs, decisions] = await Promise.all([import("../smoke/runs/route"), import("./route")])
const server = await startModelServer()
const product = await startRoutes({
  "POST /api/v1/smoke/runs": runs.POST,
  "GET /api/v1/decision": decisions.GET,
})
afterAll(() => Promise.all([product.close(), server.close()]))

function routeOf(route: string, faults: string) {
  const model = { provider: "anthropic", model: "claude-sonnet-5", context_tokens: 1_000 }
  return {
    label: route,
    route,
    key: "THE_KEY",
    url: `${server.url}${faults}/v1`,
    protocol: "openai",
    ...model,
  }
}

/** Runs the suite against a provider without tool calls behind OpenRouter, and posts what it found. */
async function probe(key: string) {
  const suite = toSuite({
    ...{ repeat: 1, only: ["chat", "tools"] },
    routes: [routeOf("direct", ""), routeOf("openrouter", "/no-tools")],
  })
  const found = await runSuite(suite, {
    secrets: new Map([["THE_KEY", MODEL_KEY]]),
    book: defaultPriceBook(),
  })
  return postRun(product.url, key, found)
}

test("a smoke run that finds no tool calls behind a route turns the verdict of the scope that needs them", async () => {
  const tenant = await makeTenant()
  const now = new Date()
  const sonnet = { provider: "anthropic", model: "claude-sonnet-5" }
  const through = { ...sonnet, model: "anthropic/claude-sonnet-5", route: "openrouter" }
  await send(tenant, [...calls(200, sonnet, now), ...calls(200, through, now)], now)
  const form = { environment: "live", name: "pipeline" }
  const smoke = await createKey(tenant.scope, { ...form, scopes: ["smoke"] })
  const reader = await createKey(tenant.scope, { ...form, scopes: ["read"] })
  const hours = ["direct_hours:3", "gateway_hours:0", "account_hours:10"]
  const assume = ["markup.openrouter:-30", "fee_percent.openrouter:0", "needs:search:tools", ...hours]
  const search = new URLSearchParams(assume.map((each) => ["assume", each]))
  const ask = async () => {
    const headers = { authorization: `Bearer ${reader.key}` }
    const response = await fetch(`${product.url}/api/v1/decision?${search}`, { headers })
    return decisionAnswer.parse(await response.json())
  }
  const needed = ({ checklist }: Awaited<ReturnType<typeof ask>>) =>
    checklist.find(({ name }) => name === "Features that routes need")

  const before = await ask()
  expect(before.scopes).toMatchObject([
    { scope: "anthropic:search", verdict: "gateway", choice: "openrouter" },
  ])
  expect(needed(before)).toMatchObject({ state: "not known" })

  const { id } = await probe(smoke.key)
  const after = await ask()
  expect(after.scopes).toMatchObject([{ scope: "anthropic:search", verdict: "direct", choice: "direct" }])
  const found_in = { run: id, position: 1, check: "tools" }
  const because = `tools failed in smoke run ${id}`
  expect(after.scopes[0]?.candidates.find(({ route }) => route === "openrouter")).toMatchObject({
    ...{ excluded_by: because, found_in },
  })
  expect(after.ruled_out).toContainEqual(expect.objectContaining({ route: "openrouter", because, found_in }))
  expect(needed(after)).toEqual({
    ...{ name: "Features that routes need", state: "met" },
    detail: "Found by smoke runs: tools for Anthropic, search on Direct.",
  })
})
