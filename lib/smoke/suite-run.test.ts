import { afterAll, describe, expect, test } from "vitest"
import { parseDecimal, toPico } from "@/lib/money"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { MODEL_KEY, startModelServer } from "@/lib/testing/model-server"
import { toSuite } from "./read-suite"
import { runSuite } from "./run"
import { type Check, FEATURES, type SmokeRunInput, smokeRunInput } from "./schema"

const server = await startModelServer()
afterAll(() => server.close())

const secrets = new Map([["THE_KEY", MODEL_KEY]])
const OPENAI = { provider: "openai", model: "gpt-4o-mini", embedding_model: "text-embedding-3-small" }
const PROTOCOLS = {
  openai: { ...OPENAI, base: "/v1" },
  anthropic: { protocol: "anthropic", provider: "anthropic", model: "claude-haiku-4-5", base: "/v1" },
  gemini: {
    ...{ protocol: "gemini", provider: "gemini", model: "gemini-2.5-flash", base: "/v1beta" },
    embedding_model: "gemini-embedding-001",
  },
} as const

function routeOf(
  label: string,
  faults: string,
  { base, ...more }: { base: string } & object = PROTOCOLS.openai,
) {
  const url = `${server.url}${faults === "" ? "" : `/${faults}`}${base}`
  return { label, key: "THE_KEY", url, context_tokens: 1_000, ...more }
}

async function run(suite: object): Promise<SmokeRunInput> {
  const found = await runSuite(toSuite({ repeat: 1, ...suite }), { secrets, book: defaultPriceBook() })
  // What is posted is what the API takes.
  const posted = smokeRunInput.parse(JSON.parse(JSON.stringify(found)))
  expect(JSON.stringify(found)).not.toContain(MODEL_KEY)
  return posted
}

function cellOf({ routes }: SmokeRunInput, label: string, check: Check) {
  const cell = routes.find((route) => route.label === label)?.cells.find((each) => each.check === check)
  return cell ?? { state: null, sentence: "", exchanges: [] }
}

describe.each(Object.entries(PROTOCOLS))("by the protocol of %s", (name, more) => {
  test("a route without faults has all that the protocol has", async () => {
    const found = await run({ repeat: 2, routes: [{ ...routeOf(name, "", more), burst: 20 }] })
    const lacking = found.routes[0]?.cells.filter(({ state }) => state !== "pass").map(({ check }) => check)
    const none = {
      openai: ["cost"],
      anthropic: ["json_mode", "embeddings", "cost"],
      gemini: ["cost", "deprecation"],
    }
    expect(lacking).toEqual(none[name as keyof typeof none])
    expect(Number(found.spent)).toBeGreaterThan(0)
    expect([found.stopped, found.unpriced_calls]).toEqual([false, 0])
    const [stream] = cellOf(found, name, "stream").exchanges
    expect(stream).toMatchObject({ status: 200, fault: null })
  })
})

test.each([
  ["no-tools", "tools", "missing", /called no function/],
  ["no-json", "json_mode", "missing", /no JSON object/],
  ["no-json", "json_schema", "missing", /does not keep to the schema/],
  ["no-stream", "stream", "missing", /in one piece/],
  ["no-stream-usage", "stream", "fail", /no usage at the end/],
  ["double-count", "usage", "fail", /counts as 400 tokens/],
  ["wrong-cost", "cost", "fail", /at our price/],
  ["right-cost", "cost", "pass", /which its tokens cost/],
  ["lets-all-in", "auth_error", "fail", /wrong key was let in/],
  ["echoes-key", "auth_error", "pass", /401/],
  ["fails", "chat", "fail", /500/],
] as const)("%s shows in %s", async (fault, check, state, sentence) => {
  const only = [check, ...(check === "chat" ? [] : ["chat"])]
  const found = await run({ only, routes: [routeOf("one", fault)] })
  expect(cellOf(found, "one", check)).toMatchObject({ state, sentence: expect.stringMatching(sentence) })
})

test("a prompt that only one route swells shows beside the direct one", async () => {
  const routes = [
    { ...routeOf("through", "hidden-prompt"), route: "litellm" },
    { ...routeOf("direct", ""), model: "gpt-4o-mini" },
  ]
  const found = await run({ only: ["usage", "latency"], repeat: 20, routes })
  expect(cellOf(found, "direct", "usage").state).toBe("pass")
  expect(cellOf(found, "through", "usage")).toMatchObject({
    state: "fail",
    sentence: "It counts 244 input tokens for a prompt that direct counts as 213.",
  })
  const [through, direct] = found.routes
  expect(through?.latency).toMatchObject({
    calls: 20,
    added_p50_ms: expect.any(Number),
    added_p95_ms: expect.any(Number),
  })
  expect(direct?.latency.added_p50_ms).toBeNull()
  expect(direct?.latency.p95_ms).toBeGreaterThan(0)
})

test.each([
  ["", "pass", /it was true/],
  ["no-retry-after", "missing", /had no Retry-After/],
  ["false-retry-after", "fail", /still refused/],
] as const)("refusals of a route %s are judged", async (fault, state, sentence) => {
  const found = await run({ only: ["retry_after"], routes: [{ ...routeOf("one", fault), burst: 20 }] })
  expect(cellOf(found, "one", "retry_after")).toMatchObject({
    state,
    sentence: expect.stringMatching(sentence),
  })
})

test("nobody at the address, a silent one and a wrong key end a route's checks early", async () => {
  const routes = [
    { ...routeOf("nobody", ""), url: "http://127.0.0.1:9/v1" },
    routeOf("silent", "never-answers"),
    { ...routeOf("locked", ""), key: "WRONG" },
  ]
  const suite = toSuite({ repeat: 1, timeout_seconds: 1, routes })
  const before = server.requests.length
  const found = await runSuite(suite, {
    secrets: new Map([...secrets, ["WRONG", "wrong"]]),
    book: defaultPriceBook(),
  })
  expect(cellOf(found, "nobody", "reach").sentence).toMatch(/Nobody answers/)
  expect(cellOf(found, "silent", "reach").sentence).toMatch(/within 1 s/)
  expect(cellOf(found, "locked", "chat")).toMatchObject({
    state: "untested",
    sentence: expect.stringMatching(/not let in/),
  })
  for (const label of ["nobody", "silent", "locked"])
    expect(cellOf(found, label, "tools").state).toBe("untested")
  expect(server.requests.length - before).toBeLessThan(6)
})

test("a key that no header can carry, or that comes back in an answer, is repeated nowhere", async () => {
  const broken = "sk-broken\u2603key-0123"
  const suite = toSuite({ repeat: 1, routes: [routeOf("one", "echoes-key")] })
  for (const key of [broken, "wrong-but-sendable"]) {
    const told: string[] = []
    const found = await runSuite(suite, {
      ...{ secrets: new Map([["THE_KEY", key]]), book: defaultPriceBook() },
      onProgress: ({ cell }) => told.push(cell.sentence),
    })
    expect(JSON.stringify(found) + told.join()).not.toContain(key)
  }
})

test("the cap is never passed: what it does not allow is not sent and said to be untested", async () => {
  const sent = async (cap: string) => {
    const before = server.requests.filter(({ path }) => !path.endsWith("/models")).length
    const found = await run({ cap, routes: [routeOf("one", "")] })
    expect(toPico(parseDecimal(found.spent))).toBeLessThanOrEqual(toPico(parseDecimal(cap)))
    return { found, sent: server.requests.filter(({ path }) => !path.endsWith("/models")).length - before }
  }
  const none = await sent("0.000001")
  expect([none.sent, none.found.stopped, none.found.spent]).toEqual([0, true, "0"])
  expect(cellOf(none.found, "one", "chat")).toMatchObject({
    state: "untested",
    sentence: expect.stringMatching(/cap/),
  })
  const some = await sent("0.0005")
  expect(some.found.stopped).toBe(true)
  expect(some.sent).toBeGreaterThan(0)
  const all = await sent("0.5")
  expect(all.found.stopped).toBe(false)
  expect(all.sent).toBeGreaterThan(some.sent)
})

test("a model without a price is probed only where that is said, or a price is", async () => {
  const unpriced = { ...routeOf("one", ""), provider: "nobody", model: "nobody-prices-this" }
  const before = server.requests.length
  const refused = await run({ only: ["chat"], routes: [unpriced] })
  expect(cellOf(refused, "one", "chat").sentence).toMatch(/No price is known.*--allow-unpriced/)
  expect(server.requests.length).toBe(before)
  const allowed = await run({ only: ["chat"], allow_unpriced: true, routes: [unpriced] })
  expect(cellOf(allowed, "one", "chat").state).toBe("pass")
  expect([allowed.unpriced_calls, allowed.spent]).toEqual([1, "0"])
  const stated = await run({ only: ["chat"], routes: [{ ...unpriced, price: { input: "1", output: "2" } }] })
  // 13 tokens in and 3 out.
  expect([stated.unpriced_calls, stated.spent]).toEqual([0, "0.000019"])
  expect(FEATURES).toContain("chat")
})
