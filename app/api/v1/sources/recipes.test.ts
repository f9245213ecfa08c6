import "@/lib/testing/signed-in"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { parse } from "yaml"
import { wrapper } from "@/components/sources/recipes/sdk"
import { RECIPES, snippetsFor } from "@/components/sources/snippets"
import { SAID, startCountedProvider } from "@/lib/testing/counted-provider"
import { testDatabase } from "@/lib/testing/database"
import { startReceiver } from "@/lib/testing/receiver"
import { arrived, countedIn, type Program, recipeFolder, WHO } from "@/lib/testing/recipe-runs"
import { startRoutes } from "@/lib/testing/route-server"
import { makeSender, type Sender } from "@/lib/testing/sending"

await testDatabase()
const [events, traces, liteLlm] = await Promise.all([
  import("@/app/api/v1/events/route"),
  import("@/app/api/v1/otlp/v1/traces/route"),
  import("@/app/api/v1/sources/litellm/route"),
])
const provider = await startCountedProvider()
const server = await startRoutes({
  "POST /api/v1/events": events.POST,
  "POST /api/v1/otlp/v1/traces": traces.POST,
  "POST /api/v1/sources/litellm": liteLlm.POST,
})
const folder = recipeFolder(provider)

beforeAll(folder.prepare, 300_000)

afterAll(async () => {
  folder.remove()
  await Promise.all([provider.close(), server.close()])
})

let sender: Sender
beforeEach(async () => {
  sender = await makeSender(["ingest"])
  server.trouble = () => false
  provider.counted = { calls: 0, inputUncached: 0, cacheRead: 0, output: 0 }
  provider.headers.length = 0
})

const codeOf = (id: string, host = server.url) =>
  snippetsFor(host, sender.key).find((snippet) => snippet.id === id)!.code

const { run } = folder
const calls = (count: number) => arrived(sender.calls, count)

async function expectLedgerAsProvider(more: object = {}) {
  const found = await calls(provider.counted.calls)
  expect(countedIn(found)).toEqual(provider.counted)
  for (const call of found) {
    expect(call).toMatchObject({ ...WHO, status: "ok", ...more })
    expect(Number(call.billed)).toBeGreaterThan(0)
    expect(JSON.stringify(call)).not.toContain(SAID.slice(0, 10))
  }
}

test.each(["curl", "node", "python"])(
  "%s, pasted as it stands, is a priced event with an owner",
  async (id) => {
    const { kind } = RECIPES.find((recipe) => recipe.id === id)!
    const { out, err } = await run(kind as Program, codeOf(id))
    expect(out + err).toMatch(/accepted['"]?: ?1/)
    const [call, ...others] = await calls(1)
    expect(others).toEqual([])
    expect(call).toMatchObject({ ...WHO, feature: "search" })
    expect(Number(call?.billed)).toBeGreaterThan(0)
  },
)

test.each([
  ["openai", 2],
  ["anthropic", 2],
  ["portkey", 1],
  ["helicone", 1],
  ["ai-sdk", 2],
  ["openinference", 1],
])(
  "%s: the ledger holds what the provider counted, once, and nothing of what was said",
  async (id, count) => {
    const { out, err, code } = await run("mjs", codeOf(id))
    expect([code, err]).toEqual([0, ""])
    expect(out).toContain(SAID)
    expect(provider.counted.calls).toBe(count)
    await expectLedgerAsProvider({ route: ["portkey", "helicone"].includes(id) ? id : "direct" })
    expect(JSON.stringify(provider.headers)).not.toContain("x-tollgate")
  },
)

test.each(["openai", "anthropic"])(
  "%s: attempts that failed are told as attempts of one request",
  async (id) => {
    provider.refuse = 2
    const { err, code } = await run("mjs", codeOf(id))
    expect([code, err]).toEqual([0, ""])
    const found = await calls(4)
    expect(countedIn(found)).toEqual({ ...provider.counted, calls: 4 })
    const failed = found.find(({ status }) => status === "error")
    expect(failed).toMatchObject({ ...WHO, errorClass: "rate_limit" })
    expect(failed?.request?.attempts.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, "error"],
      [2, "error"],
      [3, "ok"],
    ])
  },
)

test("openllmetry: the ledger holds what the spans tell, whose cached tokens are not told apart", async () => {
  const { out, err, code } = await run("mjs", codeOf("openllmetry"))
  expect([code, err]).toEqual([0, ""])
  expect(out).toContain(SAID)
  const [call, ...others] = await calls(1)
  expect(others).toEqual([])
  expect(call).toMatchObject({ ...WHO, status: "ok", estimated: true })
  expect(Number(call?.billed)).toBeGreaterThan(0)
  const { inputUncached, cacheRead, output } = provider.counted
  expect(countedIn([call!])).toEqual({
    calls: 1,
    inputUncached: inputUncached + cacheRead,
    cacheRead: 0,
    output,
  })
})

test("a call that the wrapper, a span, LiteLLM and a tail tell of counts once, as the provider's own usage says", async () => {
  const code = codeOf("openllmetry")
    .replace(
      "const openai = new OpenAI()",
      `${wrapper(facts(server.url))}\nconst openai = new OpenAI({ fetch: tollgate("openai") })`,
    )
    .replace("const who = { user_id", "const whose = { user_id")
    .replace("(who, () =>", "(whose, () =>")
  expect((await run("mjs", code)).err).toBe("")
  const [call, ...others] = await calls(1)
  expect(others).toEqual([])
  expect(countedIn([call!])).toEqual(provider.counted)
  expect(call).toMatchObject({ ...WHO, estimated: false })
  const id = call?.responseId
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
  const at = { startTime: Date.parse(call!.time) / 1_000, endTime: Date.parse(call!.time) / 1_000 + 1 }
  const model = { custom_llm_provider: "openai", model: "gpt-4o-mini", metadata: { usage_object: usage } }
  const payload = { id, ...at, ...model, status: "success", response_cost: 0.5 }
  expect((await sender.post(liteLlm, payload)).answer.rejected).toEqual([])
  const line = {
    id: "tail-1-0",
    time: call?.time,
    provider: "openai",
    response: { id, model: "gpt-4o-mini", usage },
  }
  expect((await sender.post(events, line)).answer.rejected).toEqual([])
  const [merged, ...more] = await sender.calls()
  expect(more).toEqual([])
  expect(merged).toMatchObject(WHO)
})

interface LiteLlmConfig {
  litellm_settings: { callbacks: string[] }
  callback_settings: Record<
    string,
    { callback_type: string; endpoint: string; headers: Record<string, string> }
  >
}

test("litellm: a recorded payload, sent as the configuration says, is a priced event with an owner", async () => {
  const config = parse(codeOf("litellm")) as LiteLlmConfig
  const [name = ""] = config.litellm_settings.callbacks
  const { callback_type, endpoint, headers } = config.callback_settings[name]!
  expect(callback_type).toBe("generic_api")
  const recorded = JSON.parse(readFileSync("lib/providers/payloads/litellm-callback.json", "utf8"))
  const { body } = recorded.response
  const metadata = { ...body.metadata, requester_metadata: { agent: WHO.agent, feature: WHO.feature } }
  const payload = {
    ...body,
    metadata,
    end_user: WHO.user,
    startTime: Date.now() / 1_000,
    endTime: Date.now() / 1_000,
  }
  // As LiteLLM sends by default: a list.
  const sent = {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify([payload]),
  }
  expect(await (await fetch(endpoint, sent)).json()).toMatchObject({ accepted: 1, rejected: [] })
  const [call] = await calls(1)
  expect(call).toMatchObject({ ...WHO, route: "litellm", model: "claude-sonnet-5" })
  expect(Number(call?.billed)).toBeGreaterThan(0)
})

interface CollectorConfig {
  exporters: Record<string, { endpoint: string; headers: Record<string, string> }>
  service: { pipelines: { traces: { exporters: string[] } } }
}

test("collector: a recorded export, sent on as the configuration says, is priced events with an owner", async () => {
  const receiver = await startReceiver()
  let recorded: Uint8Array<ArrayBuffer> = new Uint8Array()
  receiver.answer = (response, { bytes }) => {
    recorded = new Uint8Array(bytes)
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end()
  }
  await run("mjs", codeOf("ai-sdk", receiver.url))
  await receiver.close()
  expect(Buffer.from(recorded).includes(SAID)).toBe(false)
  const { exporters, service } = parse(codeOf("collector")) as CollectorConfig
  const { endpoint, headers } = exporters[service.pipelines.traces.exporters[0]!]!
  const answer = await fetch(`${endpoint}/v1/traces`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/x-protobuf", "content-encoding": "gzip" },
    body: gzipSync(recorded),
  })
  expect(answer.status).toBe(200)
  await expectLedgerAsProvider()
})

test("tail: the file's line is a priced event with an owner", async () => {
  const file = join(folder.path, "usage.ndjson")
  const [write = "", , , command = ""] = codeOf("tail").split("\n").slice(1)
  await run("sh", write)
  const [, flags = ""] = command.split("npm run tail -- ")
  const args = [
    "--conditions=react-server",
    "--import",
    "tsx",
    "scripts/tail.ts",
    ...flags.split(" "),
    "--once",
  ]
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: "test" as const,
    INIT_CWD: folder.path,
    TOLLGATE_KEY: sender.key,
  }
  expect(command).toContain(`TOLLGATE_KEY=${sender.key} `)
  const child = spawn(process.execPath, args, { env, stdio: "ignore" })
  expect(await once(child, "exit")).toEqual([0, null])
  const [call] = await calls(1)
  expect(call).toMatchObject({ ...WHO, feature: "search" })
  expect(Number(call?.billed)).toBeGreaterThan(0)
  rmSync(file)
})

test("each recipe is run here", () => {
  const run_ = ["curl", "node", "python", "openai", "anthropic", "ai-sdk", "openllmetry", "openinference"]
  expect(RECIPES.map(({ id }) => id)).toEqual([
    ...run_,
    "litellm",
    "collector",
    "portkey",
    "helicone",
    "tail",
  ])
})

const facts = (host: string) => ({ host, key: sender.key, mark: "1" })

/** A program of its own around the wrapper that the recipes have. */
function program(host: string, rest: string): string {
  return `import OpenAI from "openai"\n${wrapper(facts(host))}\nconst openai = new OpenAI({ fetch: tollgate("openai"), maxRetries: 0 })
const request = { model: "gpt-4o-mini", messages: [{ role: "user", content: "Say hello." }] }\n${rest}`
}

test("the Responses API, whole and as a stream", async () => {
  const rest = `const asked = { model: "gpt-4o-mini", input: "Say hello." }
const whose = { user: "u-1042", agent: "assistant", feature: "greeting" }
console.log((await openai.responses.create(asked, who(whose))).output_text)
for await (const event of await openai.responses.create({ ...asked, stream: true }, who(whose))) void event`
  const { out, err, code } = await run("mjs", program(server.url, rest))
  expect([code, err, out]).toEqual([0, "", `${SAID}\n`])
  expect(provider.counted.calls).toBe(2)
  await expectLedgerAsProvider()
})

test("a stream that is left early is an aborted call, and its request is ended", async () => {
  const rest = `const stream = await openai.chat.completions.create({ ...request, stream: true }, who({ user: "u-1" }))
for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break`
  const { code, err } = await run("mjs", program(server.url, rest))
  expect([code, err]).toEqual([0, ""])
  const [call] = await calls(1)
  expect(call).toMatchObject({ status: "aborted", user: "u-1" })
})

async function closedPort(): Promise<string> {
  const receiver = await startReceiver()
  await receiver.close()
  return receiver.url
}

test("a provider that is not reached is a failed call, and the error is the application's as before", async () => {
  const rest = `openai.baseURL = "${await closedPort()}/v1"
await openai.chat.completions.create(request, who({ user: "u-1" })).catch((error) => console.log(error.constructor.name))`
  const { out } = await run("mjs", program(server.url, rest))
  expect(out).toBe("APIConnectionError\n")
  const [call] = await calls(1)
  expect(call).toMatchObject({ status: "error", errorClass: "network", user: "u-1" })
})

test("calls without a word of whom they are for, and requests that are no calls, do not fail", async () => {
  const rest = `await openai.models.list().catch(() => undefined)
console.log((await openai.chat.completions.create(request)).id)`
  const { code, err } = await run("mjs", program(server.url, rest))
  expect([code, err]).toEqual([0, ""])
  expect(await calls(1)).toMatchObject([{ user: null, status: "ok" }])
})

test("a Tollgate that is away or hangs neither delays nor breaks a call", async () => {
  const rest = "console.log((await openai.chat.completions.create(request)).choices[0].message.content)"
  const away = await run("mjs", program(await closedPort(), rest))
  expect([away.code, away.out]).toEqual([0, `${SAID}\n`])
  expect(away.err).toContain("Tollgate: not reached")
  server.trouble = async () => true
  const hanging = await run("mjs", `${program(server.url, rest)}\nsetTimeout(() => process.exit(0), 500)`)
  expect([hanging.code, hanging.out]).toEqual([0, `${SAID}\n`])
})
