import { execFile, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { draftEvent } from "@/lib/ledger/charges"
import { picoToString } from "@/lib/money"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { readEvent } from "@/lib/sources/events"
import { snippetsFor } from "./snippets"
import { testEvent, voidOf } from "./test-event"

const KEY = `tg_live_${"a".repeat(12)}_${"b".repeat(43)}`
const run = promisify(execFile)

interface Received {
  authorization: string | undefined
  event: unknown
}

let received: Received[] = []
let host = ""
let folder = ""

const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on("data", (part: Buffer) => parts.push(part))
  request.on("end", () => {
    const event: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"))
    received.push({ authorization: request.headers.authorization, event })
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ accepted: 1, duplicates: 0, conflicts: 0, rejected: [], warnings: [] }))
  })
})

/** Stand-ins with the shape of the packages that the snippets import. */
const PACKAGES: Record<string, string> = {
  openai: `
    export default class OpenAI {
      chat = { completions: { create: async (request) => {
        if (process.env.FAILS) throw Object.assign(new Error("Rate limit reached."), { status: 429, code: "rate_limit_exceeded" })
        return {
          id: "chatcmpl-1", object: "chat.completion", created: 1, model: request.model + "-2024-07-18",
          choices: [{ index: 0, message: { role: "assistant", content: "Hello." }, finish_reason: "stop" }],
          usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15,
            prompt_tokens_details: { cached_tokens: 0 }, completion_tokens_details: { reasoning_tokens: 0 } },
        }
      } } }
    }`,
  "@ai-sdk/openai": `export const openai = (modelId) => ({ modelId, provider: "openai.responses" })`,
  ai: `
    export function streamText({ onFinish }) {
      const totalUsage = { inputTokens: 12, outputTokens: 3, totalTokens: 15, reasoningTokens: 0, cachedInputTokens: 4 }
      return { textStream: (async function* () {
        yield "Hello."
        await onFinish({ text: "Hello.", totalUsage, usage: totalUsage, response: { id: "resp_1" } })
      })() }
    }`,
}

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  folder = mkdtempSync(join(tmpdir(), "tollgate-snippets-"))
  for (const [name, code] of Object.entries(PACKAGES)) {
    const place = join(folder, "node_modules", name)
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, "package.json"), JSON.stringify({ name, type: "module", exports: "./main.js" }))
    writeFileSync(join(place, "main.js"), code)
  }
})

afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(() => {
  received = []
})

function codeOf(id: string): string {
  return snippetsFor(host, KEY).find((snippet) => snippet.id === id)!.code
}

async function runFile(program: string, name: string, code: string, env: Record<string, string> = {}) {
  const file = join(folder, name)
  writeFileSync(file, code)
  return run(program, [file], { cwd: folder, env: { ...process.env, NODE_OPTIONS: "", ...env } })
}

const has = (program: string) => spawnSync(program, ["--version"]).status === 0

/** The event as the ledger would take it: accepted, and with a price. */
function taken(at = 0) {
  const read = readEvent(received[at]?.event, { now: new Date(), backfill: false })
  if (!read.ok) throw new Error(read.refusal.detail)
  const result = draftEvent(read.event, { book: defaultPriceBook(), currency: "USD" })
  if (!result.ok) throw new Error(result.detail)
  return result.draft
}

function tokensOf(draft: ReturnType<typeof taken>): number[] {
  const { input_uncached, cache_read, output } = draft.charges[0]!.classes
  return [input_uncached, cache_read, output]
}

test.skipIf(!has("curl"))("curl, as it is pasted into a shell", async () => {
  await run("sh", ["-c", codeOf("curl")])
  expect(received.map(({ authorization }) => authorization)).toEqual([`Bearer ${KEY}`])
  const draft = taken()
  expect(tokensOf(draft)).toEqual([1_200, 0, 340])
  expect(picoToString(draft.charges[0]!.billed!)).toBe("0.000384")
  expect(draft.event).toMatchObject({ user: "u-1042", feature: "search", team: "Commerce" })
})

test("Node", async () => {
  const { stdout } = await runFile(process.execPath, "send-usage.mjs", codeOf("node"))
  expect(stdout).toContain("200")
  expect(tokensOf(taken())).toEqual([900, 300, 340])
  expect(taken().charges[0]!.billed).toBeGreaterThan(0n)
})

test.skipIf(!has("python3"))("Python, with its standard library alone", async () => {
  const { stdout } = await runFile("python3", "send_usage.py", codeOf("python"))
  expect(stdout).toContain("200")
  expect(tokensOf(taken())).toEqual([900, 300, 340])
  expect(taken().charges[0]!.billed).toBeGreaterThan(0n)
})

test("the OpenAI SDK: the answer comes back, its usage is sent, its text is not", async () => {
  const { stdout } = await runFile(process.execPath, "chat.mjs", codeOf("openai"))
  expect(stdout).toBe("Hello.\n")
  expect(JSON.stringify(received)).not.toContain("Hello.")
  const draft = taken()
  expect(tokensOf(draft)).toEqual([12, 0, 3])
  expect(draft).toMatchObject({ provider: "openai", route: "direct", responseId: "chatcmpl-1", status: "ok" })
  expect(draft.charges[0]!.billed).toBeGreaterThan(0n)
})

test("the OpenAI SDK: a failure is sent with its class and thrown again", async () => {
  const failing = runFile(process.execPath, "fails.mjs", codeOf("openai"), { FAILS: "1" })
  await expect(failing).rejects.toThrow("Rate limit reached.")
  expect(taken()).toMatchObject({ status: "error", errorClass: "rate_limit" })
})

test("the OpenAI SDK: the call goes on when Tollgate is away", async () => {
  const code = codeOf("openai").replace(host, "http://127.0.0.1:1")
  const { stdout, stderr } = await runFile(process.execPath, "away.mjs", code)
  expect(stdout).toBe("Hello.\n")
  expect(stderr).toContain("Tollgate was not reached")
})

test("the Vercel AI SDK", async () => {
  const { stdout } = await runFile(process.execPath, "stream.mjs", codeOf("ai-sdk"))
  expect(stdout).toBe("Hello.")
  const draft = taken()
  expect(tokensOf(draft)).toEqual([8, 4, 3])
  expect(draft).toMatchObject({ provider: "openai", status: "ok" })
  expect(draft.charges[0]!.model).toBe("gpt-4o-mini")
  expect(draft.charges[0]!.billed).toBeGreaterThan(0n)
})

test("another key's snippets are another event, and without a key its place is named", () => {
  const other = snippetsFor(host, KEY.replaceAll("a", "c"))
  expect(other[0]?.code).not.toBe(codeOf("curl"))
  expect(other[0]?.code).toContain('"id": "first-cccccccc"')
  for (const { code } of snippetsFor(host, null)) expect(code).toContain("Bearer YOUR_KEY")
})

test("the test event is priced and says what it is; its void is taken", () => {
  received = [
    { authorization: undefined, event: testEvent("t") },
    { authorization: undefined, event: voidOf("t") },
  ]
  expect(taken().charges[0]!.billed).toBeGreaterThan(0n)
  expect(taken().event).toMatchObject({ environment: "test", feature: "test-event" })
  expect(taken(1).event).toMatchObject({ type: "void", targetId: "t" })
})
