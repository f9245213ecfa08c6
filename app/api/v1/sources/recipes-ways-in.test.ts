import "@/lib/testing/signed-in"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { snippetsFor, WAYS_IN } from "@/components/sources/snippets"
import { prisma } from "@/lib/db/client"
import { createSource } from "@/lib/sources/mutations"
import { SAID, startCountedProvider } from "@/lib/testing/counted-provider"
import { testDatabase } from "@/lib/testing/database"
import { arrived, countedIn, recipeFolder, WHO } from "@/lib/testing/recipe-runs"
import { startRoutes } from "@/lib/testing/route-server"
import { makeSender, type Sender } from "@/lib/testing/sending"

await testDatabase()
const [cloudEvents, langfuse, openRouter, portkey, webhook] = await Promise.all([
  import("@/app/api/v1/sources/cloudevents/route"),
  import("@/app/api/v1/sources/langfuse/api/public/ingestion/route"),
  import("@/app/api/v1/sources/openrouter/route"),
  import("@/app/api/v1/sources/portkey/route"),
  import("@/app/api/v1/sources/webhook/route"),
])
const provider = await startCountedProvider()
const server = await startRoutes({
  "POST /api/v1/sources/cloudevents": cloudEvents.POST,
  "POST /api/v1/sources/langfuse/api/public/ingestion": langfuse.POST,
  "POST /api/v1/sources/openrouter": openRouter.POST,
  "POST /api/v1/sources/portkey": portkey.POST,
  "POST /api/v1/sources/webhook": webhook.POST,
})
const folder = recipeFolder(provider)
const { run } = folder

beforeAll(folder.prepare, 300_000)

afterAll(async () => {
  folder.remove()
  await Promise.all([provider.close(), server.close()])
})

let sender: Sender
beforeEach(async () => {
  sender = await makeSender(["ingest", "backfill"])
  provider.counted = { calls: 0, inputUncached: 0, cacheRead: 0, output: 0 }
})

const calls = (count: number) => arrived(sender.calls, count)

/** A recipe as the Sources screen fills it in for a source of its kind. */
function codeOf(kind: string, id = kind, facts = { key: sender.key, address: "" }): string {
  const snippets = snippetsFor(server.url, facts.key, { kind, address: facts.address })
  return snippets.find((snippet) => snippet.id === id)!.code
}

/** The one call that a recipe made. */
async function expectOne(more: object, kind: string) {
  const [call, ...others] = await calls(1)
  expect(others).toEqual([])
  expect(call).toMatchObject({ ...WHO, status: "ok", ...more })
  expect(Number(call?.billed)).toBeGreaterThan(0)
  expect(JSON.stringify(call)).not.toContain(SAID.slice(0, 10))
  const sources = await prisma().source.findMany({ where: { orgId: sender.orgId, kind } })
  expect(sources).toHaveLength(1)
  return call!
}

test("langfuse-sdk: the ledger holds what the provider counted, for whom the trace names", async () => {
  const { out, err, code } = await run("mjs", codeOf("langfuse", "langfuse-sdk"))
  expect([code, err, out]).toEqual([0, "", `${SAID}\n`])
  const call = await expectOne({}, "langfuse")
  expect(countedIn([call])).toEqual(provider.counted)
})

test("langfuse: an application of which nothing but the host changes is counted the same", async () => {
  const own = codeOf("langfuse", "langfuse-sdk").replace(/new Langfuse\(\{[^}]*\}\)/, "new Langfuse()")
  expect(own).not.toContain(server.url)
  writeFileSync(join(folder.path, "chat.mjs"), own)
  const { out, err } = await run("sh", `${codeOf("langfuse")}\n"${process.execPath}" chat.mjs`)
  expect([err, out]).toEqual(["", `${SAID}\n`])
  expect(countedIn([await expectOne({}, "langfuse")])).toEqual(provider.counted)
})

test.each([
  ["cloudevents", "sh"],
  ["cloudevents-sdk", "mjs"],
] as const)("%s, pasted as it stands, is a priced event with an owner", async (id, kind) => {
  const { out } = await run(kind, codeOf("cloudevents", id))
  expect(out).toMatch(/accepted['"]?: ?1/)
  await expectOne({ feature: "search" }, "cloudevents")
})

test.each(["webhook", "webhook-library"])(
  "%s, pasted as it stands, is a priced event with an owner",
  async (id) => {
    const made = await createSource(sender.scope, { name: "signer", kind: "webhook", bills: false })
    const facts = { key: made.webhook?.secret ?? "", address: made.webhook?.address ?? "" }
    const { out, err } = await run("mjs", codeOf("webhook", id, facts))
    expect(err).toBe("")
    expect(out).toMatch(/accepted: 1/)
    await expectOne({ feature: "search" }, "webhook")
  },
)

test("portkey-export: rows as Portkey documents them, sent as the lines say, are priced events with an owner", async () => {
  const recorded = JSON.parse(readFileSync("lib/providers/payloads/portkey-log.json", "utf8"))
  const metadata = { _user: WHO.user, agent: WHO.agent, feature: WHO.feature }
  const row = { ...recorded.response.body, created_at: new Date().toISOString(), metadata }
  writeFileSync(join(folder.path, "logs.jsonl"), `${JSON.stringify(row)}\n`)
  const { out } = await run("sh", codeOf("portkey", "portkey-export"))
  expect(out).toContain('"accepted":1')
  await expectOne({ route: "portkey" }, "portkey")
})

/** What OpenRouter documents of a trace, with the user and the trace's fields that the recipe names. */
function documented(said: string) {
  const user = /"user": "([^"]+)"/.exec(said)?.[1]
  const trace: Record<string, string> = JSON.parse(/"trace": (\{[^}]*\})/.exec(said)?.[1] ?? "{}")
  const attributes = Object.entries({
    ...{ "gen_ai.operation.name": "chat", "gen_ai.system": "openrouter" },
    ...{ "gen_ai.request.model": "openai/gpt-4o-mini", "gen_ai.response.model": "openai/gpt-4o-mini" },
    ...{ "gen_ai.usage.prompt_tokens": "900", "gen_ai.usage.completion_tokens": "340" },
    ...{ "gen_ai.completion": SAID, "user.id": user ?? "" },
    ...Object.fromEntries(Object.entries(trace).map(([name, value]) => [`trace.metadata.${name}`, value])),
  }).map(([key, stringValue]) => ({ key, value: { stringValue } }))
  const now = BigInt(Date.now()) * 1_000_000n
  const times = { startTimeUnixNano: String(now - 2_000_000_000n), endTimeUnixNano: String(now) }
  const span = { traceId: "trace-abc123", spanId: "span-xyz789", name: "chat", ...times, attributes }
  return { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans: [span] }] }] }
}

test("openrouter: its connection test is answered, and what it documents is a priced event with an owner", async () => {
  const code = codeOf("openrouter")
  const tested = await run("sh", code)
  expect([tested.code, tested.out]).toEqual([0, "{}"])
  const url = /^# URL\s+(\S+)$/m.exec(code)?.[1] ?? ""
  const headers = JSON.parse(/^# Headers\s+(\{.*\})$/m.exec(code)?.[1] ?? "{}")
  const sent = { method: "POST", headers: { ...headers, "content-type": "application/json" } }
  const answer = await fetch(url, { ...sent, body: JSON.stringify(documented(code)) })
  expect([answer.status, await answer.json()]).toEqual([200, {}])
  // Who bills is said by a person: a key that sends here makes no OpenRouter of its source.
  await expectOne({ route: "openrouter", provider: "openai" }, "events")
})

test("each way in is run here", () => {
  expect(WAYS_IN.map(({ id }) => id)).toEqual([
    ...["langfuse", "langfuse-sdk", "openrouter", "portkey-export"],
    ...["cloudevents", "cloudevents-sdk", "webhook", "webhook-library"],
  ])
})
