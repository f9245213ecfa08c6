import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "vitest"
import { eventSchema } from "@/lib/sources/events-schema"
import type { DemoEvent } from "./event"
import { traceEvents, traceName, traceTotals } from "./trace"
import { readTrace } from "./trace-file"

const folder = mkdtempSync(join(tmpdir(), "tollgate-trace-"))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function list<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const ENDS = new Date("2026-11-25T15:20:00Z")

async function events(path: string, endsAt = ENDS): Promise<DemoEvent[]> {
  const { lastMs } = await traceTotals(path)
  return (await list(traceEvents({ path, name: await traceName(path), endsAt, lastMs }))).map(
    ({ event }) => event,
  )
}

const AZURE = [
  "TIMESTAMP,ContextTokens,GeneratedTokens",
  "2024-02-29 23:59:59.9990000,120,7",
  "2024-03-01 00:00:00.0005000,4096,1",
  "2024-03-01 00:01:30,8,300",
]

const MOONCAKE = [
  { timestamp: 0, input_length: 1_300, output_length: 10, hash_ids: [0, 1, 2] },
  { timestamp: 0, input_length: 1_030, output_length: 20, hash_ids: [0, 1, 3] },
  { timestamp: 4_000, input_length: 1_100, output_length: 30, hash_ids: [0, 1, 2] },
  { timestamp: 9_500, input_length: 700, output_length: 40, hash_ids: [9, 1] },
]

describe("readTrace", () => {
  it.each([
    ["\n", ""],
    ["\n", "\n"],
    ["\r\n", ""],
    ["\r\n", "\r\n"],
  ])("reads Azure's CSV with the line end %j and %j after the last", async (lineEnd, end) => {
    const rows = await list(readTrace(file("azure.csv", `\uFEFF${AZURE.join(lineEnd)}${end}`)))
    expect(rows.map(({ number, input, cached, output }) => [number, input, cached, output])).toEqual([
      [1, 120, 0, 7],
      [2, 4_096, 0, 1],
      [3, 8, 0, 300],
    ])
    expect(rows.map(({ atMs }) => new Date(atMs).toISOString())).toEqual([
      "2024-02-29T23:59:59.999Z",
      "2024-03-01T00:00:00.000Z",
      "2024-03-01T00:01:30.000Z",
    ])
  })

  it("reads from the cache the leading blocks that came before, never more than the input", async () => {
    const text = MOONCAKE.map((row) => JSON.stringify(row)).join("\n")
    const rows = await list(readTrace(file("mooncake.jsonl", text)))
    expect(rows.map(({ cached }) => cached)).toEqual([0, 1_024, 1_100, 0])
  })

  it.each([
    ["empty.csv", "", "no request"],
    ["header.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n", "no request"],
    ["column.csv", "TIMESTAMP,ContextTokens\n", "GeneratedTokens is missing"],
    ["time.csv", `${AZURE[0]}\nyesterday,1,2\n`, "Line 2 of the trace: TIMESTAMP"],
    [
      "number.csv",
      `${AZURE[0]}\n${AZURE[1]}\n2024-03-01 00:00:00,-4,2\n`,
      "Line 3 of the trace: ContextTokens",
    ],
    ["broken.jsonl", '{"timestamp":0,', "Line 1 of the trace: it is not JSON"],
    ["blocks.jsonl", '{"timestamp":0,"input_length":3,"output_length":4}', "hash_ids"],
  ])("refuses %s with a sentence", async (name, text, sentence) => {
    await expect(list(readTrace(file(name, text)))).rejects.toThrow(sentence)
  })
})

describe("traceEvents", () => {
  it("ends now, keeps the spacing and repeats itself", async () => {
    const path = file("spacing.csv", AZURE.join("\r\n"))
    const made = await events(path)
    expect(made.map(({ time }) => ENDS.getTime() - Date.parse(time))).toEqual([90_001, 90_000, 0])
    expect(await events(path)).toEqual(made)
    expect(new Set(made.map(({ id }) => id)).size).toBe(3)
    for (const event of made) expect(eventSchema.safeParse(event).error).toBeUndefined()
  })

  it("keeps the ids of a file whatever it is called and whenever it ends", async () => {
    const first = await events(file("a.csv", AZURE.join("\n")))
    const second = await events(file("b.csv", AZURE.join("\n")), new Date(ENDS.getTime() + 60_000))
    expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id))
  })

  it("gives one conversation one user and one model", async () => {
    const path = file("talk.jsonl", MOONCAKE.map((row) => JSON.stringify(row)).join("\n"))
    const made = await events(path)
    const keys = made.map(({ user, session, model, route, feature }) =>
      [user, session, model, route, feature].join(),
    )
    expect(new Set(keys).size).toBe(1)
  })
})

const traces = fileURLToPath(new URL("../../../shared/traces/", import.meta.url))

describe.runIf(existsSync(traces))("the shared traces", () => {
  it.each([
    ["AzureLLMInferenceTrace_code.csv", 8_819, 18_059_974, 0, 245_896],
    ["AzureLLMInferenceTrace_conv.csv", 19_366, 22_361_870, 0, 4_088_665],
    ["mooncake_conversation_trace.jsonl", 12_031, 144_793_823, 54_098_411, 4_122_048],
  ])("%s adds up", async (name, requests, input, cached, output) => {
    const totals = await traceTotals(join(traces, name))
    expect(totals).toMatchObject({ requests, input, cached, output })
  })
})
