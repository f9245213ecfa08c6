import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { expect, test } from "vitest"
import { encodeSpans, type WrittenSpan } from "@/bench/encode-spans"
import { AppError } from "@/lib/errors"
import { parseJson } from "@/lib/http/body"
import { draftEvent } from "@/lib/ledger/charges"
import { TEST_NOW, TEST_PRICING } from "@/lib/testing/ledger"
import { attributesOf } from "@/lib/testing/spans"
import { readEvent } from "../events"
import { ofResource, ofSpan, serviceOf } from "./attribution"
import { decodeJson } from "./decode-json"
import { decodeProtobuf } from "./decode-protobuf"
import { readCall } from "./read-call"
import type { Span } from "./span"

/** `FUZZ_RUNS=100000` looks at as many mutated bodies of each kind. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 2_000)

/** Recorded bodies are kept outside the repository; the test is whole without them. */
const folder = join(import.meta.dirname, "../../../../shared/fixtures/otlp")
const recorded = existsSync(folder) ? readdirSync(folder) : []
const bytesOf = (name: string) => readFileSync(join(folder, name))

const SPANS: WrittenSpan[] = [
  {
    ...{ traceId: "5b8aa5a2d2c872e8321cf37308d69df2", spanId: "051581bf3cb55c13", name: "chat" },
    ...{
      parentSpanId: "051581bf3cb55c14",
      start: 1_763_460_000_000_000_000n,
      end: 1_763_460_001_500_000_000n,
    },
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-test",
      "gen_ai.provider.name": "openai",
      "gen_ai.usage.input_tokens": 1_200,
      "gen_ai.usage.output_tokens": 300,
      "gen_ai.usage.cache_read.input_tokens": 200,
      "gen_ai.usage.cost": 0.000125,
      "gen_ai.response.finish_reasons": ["stop", "é\u{1f600}"],
      "gen_ai.input.messages": "what was said",
      big: 2 ** 40,
      negative: -3,
      yes: true,
    },
  },
  {
    ...{ traceId: "5b8aa5a2d2c872e8321cf37308d69df2", spanId: "051581bf3cb55c14", name: "agent" },
    ...{ start: 1_763_460_000_000_000_000n, end: 1_763_460_002_000_000_000n, failed: "It broke" },
    attributes: { "user.id": "ann", metadata: '{"team":"Support","plan":"pro"}' },
  },
]
const RESOURCE = { "service.name": "shop" }

function asJson(): unknown {
  const spans = SPANS.map(({ start, end, attributes, failed, ...span }) => ({
    ...span,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end),
    attributes: attributesOf(attributes),
    ...(failed === undefined ? {} : { status: { code: 2, message: failed } }),
  }))
  const scopeSpans = [{ scope: { name: "bench" }, spans }]
  return { resourceSpans: [{ resource: { attributes: attributesOf(RESOURCE) }, scopeSpans }] }
}

test("both forms of one body are the same spans, without what was said", () => {
  const spans = decodeProtobuf(encodeSpans(RESOURCE, SPANS))
  expect(spans).toEqual(decodeJson(asJson()))
  expect(spans[0]?.attributes.has("gen_ai.input.messages")).toBe(false)
  expect(spans.map(({ failed, message }) => [failed, message])).toEqual([
    [false, ""],
    [true, "It broke"],
  ])
  expect(spans[0]?.attributes.get("negative")).toBe(-3)
})

test.runIf(recorded.length > 0)("and so are the recorded ones", () => {
  for (const name of recorded.filter((file) => file.endsWith(".pb.gz"))) {
    const json = JSON.parse(bytesOf(name.replace("-proto-1.pb.gz", ".json")).toString()) as {
      response: { body: unknown }
    }
    expect(decodeProtobuf(gunzipSync(bytesOf(name)))).toEqual(decodeJson(json.response.body))
  }
})

test("ids are taken as they come: hex of any case, bytes in base64, or made up", () => {
  const ids = (traceId: unknown, spanId: unknown) => {
    const [span] = decodeJson({ resourceSpans: [{ scopeSpans: [{ spans: [{ traceId, spanId }] }] }] })
    return span && [span.traceId, span.spanId]
  }
  expect(ids("5B8EFFF798038103D269B633813FC60C", "EEE19B7EC3C1B174")).toEqual([
    "5b8efff798038103d269b633813fc60c",
    "eee19b7ec3c1b174",
  ])
  expect(ids("W47/95gDgQPSabYzgT/GDA==", "7uGbfsPBsXQ=")).toEqual([
    "5b8efff798038103d269b633813fc60c",
    "eee19b7ec3c1b174",
  ])
  expect(ids("trace-abc123", "span-1")).toEqual(["trace-abc123", "span-1"])
  expect(ids("x".repeat(400), "span-1")?.[0]).toHaveLength(32)
  expect(ids("", "span-1")).toBeUndefined()
  expect(ids(7, "span-1")).toBeUndefined()
})

function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Some bytes changed, cut, doubled or made up. */
function mutated(bytes: Buffer, random: (below: number) => number): Buffer {
  let copy = Buffer.from(bytes)
  for (let change = random(6); change >= 0; change -= 1) {
    const at = random(copy.length + 1)
    const length = random(24)
    const kind = random(5)
    if (kind === 0 && at < copy.length) copy[at] = random(256)
    else if (kind === 1) copy = copy.subarray(0, at)
    else if (kind === 2) copy = Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)])
    else if (kind === 3) copy = Buffer.concat([copy.subarray(0, at + length), copy.subarray(at)])
    else if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << random(8))
  }
  return copy
}

/** As a request would: whatever came of it is an event, a refusal with a sentence, or nothing. */
function readAll(spans: readonly Span[]): void {
  for (const span of spans) {
    ofSpan(span)
    ofResource(span)
    serviceOf(span)
    const call = readCall(span)
    if (call === null) continue
    const read = readEvent(
      { ...call.event, ...ofSpan(span) },
      { now: TEST_NOW, backfill: true, reporter: "span" },
    )
    if (read.ok) draftEvent(read.event, TEST_PRICING)
    else expect(read.refusal.detail).not.toBe("")
  }
}

function tried(decode: () => Span[]): boolean {
  const began = performance.now()
  try {
    readAll(decode())
    return true
  } catch (error) {
    if (!(error instanceof AppError) || !["bad_request", "too_large"].includes(error.code)) throw error
    return false
  } finally {
    expect(performance.now() - began).toBeLessThan(1_000)
  }
}

const seed = Number(process.env.PROPERTY_SEED ?? 20_261_101)
const packed = recorded.filter((name) => name.endsWith(".pb.gz"))
const texts = recorded.filter((name) => name.endsWith(".json") && !name.endsWith(".headers.json"))

test(`${RUNS} mutated protobuf bodies crash nothing`, () => {
  const random = randomOf(seed)
  const bodies = [encodeSpans(RESOURCE, SPANS), ...packed.map((name) => gunzipSync(bytesOf(name)))]
  let read = 0
  for (let run = 0; run < RUNS; run += 1) {
    const body = mutated(bodies[random(bodies.length)] ?? Buffer.alloc(0), random)
    if (tried(() => decodeProtobuf(body))) read += 1
  }
  expect(read).toBeGreaterThan(RUNS / 20)
}, 600_000)

test(`${RUNS} mutated JSON bodies crash nothing`, () => {
  const random = randomOf(seed)
  const bodies = [
    Buffer.from(JSON.stringify(asJson())),
    ...texts.map((name) => {
      const capture = JSON.parse(bytesOf(name).toString()) as { response: { body: unknown } }
      return Buffer.from(JSON.stringify(capture.response.body))
    }),
  ]
  let read = 0
  for (let run = 0; run < RUNS; run += 1) {
    const body = mutated(bodies[random(bodies.length)] ?? Buffer.alloc(0), random)
    if (tried(() => decodeJson(parseJson(body, 128).value))) read += 1
  }
  expect(read).toBeGreaterThan(RUNS / 100)
}, 600_000)

const ODD = [
  null,
  0,
  -1,
  1.5,
  2 ** 60,
  "",
  "x",
  "0",
  "-5",
  true,
  [],
  {},
  [[]],
  { a: 1 },
  "\u0000",
  "\ud800",
  "9".repeat(400),
]

/** A value somewhere inside replaced by an odd one. */
function replaced(value: unknown, random: (below: number) => number): unknown {
  if (typeof value !== "object" || value === null || random(12) === 0) return ODD[random(ODD.length)]
  const keys = Object.keys(value)
  if (keys.length === 0) return ODD[random(ODD.length)]
  const key = keys[random(keys.length)] ?? ""
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value }
  const fields = copy as Record<string, unknown>
  fields[key] = replaced(fields[key], random)
  return copy
}

test(`${RUNS} JSON bodies with odd values in them crash nothing`, () => {
  const random = randomOf(seed)
  const bodies = [
    asJson(),
    ...texts.map(
      (name) => (JSON.parse(bytesOf(name).toString()) as { response: { body: unknown } }).response.body,
    ),
  ]
  for (let run = 0; run < RUNS; run += 1) {
    let body = bodies[random(bodies.length)]
    for (let change = random(4); change >= 0; change -= 1) body = replaced(body, random)
    tried(() => decodeJson(body))
  }
}, 600_000)

test("values that nest without end are left out", () => {
  const nested = (depth: number): unknown =>
    depth === 0 ? { stringValue: "deep" } : { arrayValue: { values: [nested(depth - 1)] } }
  const attributes = [
    { key: "deep", value: nested(100) },
    { key: "flat", value: { stringValue: "kept" } },
  ]
  const span = { traceId: "aa", spanId: "bb", attributes }
  const [read] = decodeJson({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
  expect(read?.attributes.get("flat")).toBe("kept")
  let wire = Buffer.from([10, 1, 120])
  for (let depth = 0; depth < 5_000; depth += 1) {
    const inner = Buffer.concat([Buffer.from([10]), length(wire.length), wire])
    wire = Buffer.concat([Buffer.from([42]), length(inner.length), inner])
  }
  const body = encodeSpans({}, [{ ...SPANS[0]!, attributes: {} }])
  expect(decodeProtobuf(body)).toHaveLength(1)
  const pair = Buffer.concat([Buffer.from([10, 1, 107, 18]), length(wire.length), wire])
  const resource = Buffer.concat([Buffer.from([10]), length(pair.length), pair])
  const outer = Buffer.concat([Buffer.from([10]), length(resource.length), resource])
  expect(decodeProtobuf(Buffer.concat([Buffer.from([10]), length(outer.length), outer]))).toEqual([])
})

function length(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...bytes, rest])
}
