import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseDecimal } from "@/lib/money"
import { classifyError } from "./classify-error"
import { tokensOf } from "./draft"
import { normalise, normaliseUsage } from "./normalise"
import { splitCalls } from "./payload"
import { providerOf } from "./provider-of"
import { READERS } from "./recognise"
import {
  type CallRequest,
  type CallResponse,
  ERROR_CLASSES,
  type LineItem,
  type NormaliseResult,
  TOKEN_CLASSES,
} from "./schema"

const folder = join(import.meta.dirname, "payloads")
const samples = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map(
    (name) =>
      JSON.parse(readFileSync(join(folder, name), "utf8")) as {
        request: CallRequest
        response: CallResponse
      },
  )

/** Values that providers should never send where a count belongs, and some that they may. */
const odd = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    -1,
    0,
    -0,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    1e300,
    5e-324,
    true,
    "12",
    "-3",
    "",
    "x",
    [],
    {},
    [null],
  ),
  fc.integer({ min: 0, max: 2_000_000 }),
  fc.maxSafeInteger(),
  fc.double(),
  fc.json().map((text) => JSON.parse(text) as unknown),
)

/** A copy of `value` with what stands at a path of indices replaced or dropped. */
function mutated(value: unknown, path: readonly number[], put: unknown, drop: boolean): unknown {
  if (typeof value !== "object" || value === null || path.length === 0) return put
  const keys = Object.keys(value)
  const key = keys[(path[0] ?? 0) % Math.max(keys.length, 1)]
  if (key === undefined) return put
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
  const inner = copy[key]
  const leaf = typeof inner !== "object" || inner === null || path.length === 1
  if (leaf && drop) delete copy[key]
  else copy[key] = leaf ? put : mutated(inner, path.slice(1), put, drop)
  return copy
}

const response: fc.Arbitrary<CallResponse> = fc
  .tuple(
    fc.constantFrom(...samples.map((sample) => sample.response)),
    fc.array(fc.tuple(fc.array(fc.nat(40), { minLength: 1, maxLength: 7 }), odd, fc.boolean()), {
      maxLength: 4,
    }),
  )
  .map(([sample, changes]) => {
    const copy: CallResponse = { ...sample }
    for (const [path, put, drop] of changes) {
      if (copy.body !== undefined) copy.body = mutated(copy.body, path, put, drop)
      else if (copy.events !== undefined) copy.events = mutated(copy.events, path, put, drop) as unknown[]
    }
    return copy
  })

const request: fc.Arbitrary<CallRequest> = fc.oneof(
  fc.constantFrom(...samples.map((sample) => sample.request)),
  fc.record(
    {
      provider: fc.string(),
      route: fc.string(),
      model: fc.string(),
      url: fc.webUrl(),
      serviceTier: fc.string(),
    },
    { requiredKeys: [] },
  ),
)

const arbitrary: fc.Arbitrary<CallResponse> = fc.record(
  {
    body: fc.oneof(
      fc.json().map((text) => JSON.parse(text) as unknown),
      fc.string(),
      fc.anything(),
    ),
    events: fc.oneof(fc.constant(undefined), fc.array(fc.anything())),
    sse: fc.oneof(
      fc.string(),
      fc.array(fc.json()).map((data) => data.map((each) => `data: ${each}\n\n`).join("")),
    ),
    status: fc.oneof(fc.constant(null), fc.integer({ min: -1, max: 700 })),
    headers: fc.dictionary(fc.string(), fc.string()),
  },
  { requiredKeys: [] },
)

function checkResult(result: NormaliseResult) {
  if (!result.ok) {
    expect(result.detail.length).toBeGreaterThan(10)
    return
  }
  const { items, inputTotal, reported } = result.usage
  let sum = 0
  for (const item of items) {
    checkItem(item, inputTotal)
    sum += tokensOf(item.classes)
  }
  expect(Number.isSafeInteger(sum)).toBe(true)
  expect(isCount(inputTotal)).toBe(true)
  for (const money of reported ? [reported.amount, ...(reported.fees ?? []).map((fee) => fee.amount)] : []) {
    expect(money).toMatch(/^\d+(\.\d*[1-9])?$/)
    expect(parseDecimal(money).digits >= 0n).toBe(true)
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)
}

function checkItem({ classes, ofWhich, counts }: LineItem, inputTotal: number) {
  for (const name of TOKEN_CLASSES) expect(isCount(classes[name]), name).toBe(true)
  for (const count of [...Object.values(ofWhich), ...Object.values(counts)]) {
    expect(isCount(count) && count > 0).toBe(true)
  }
  const part = (...keys: (keyof typeof ofWhich)[]) => keys.reduce((sum, key) => sum + (ofWhich[key] ?? 0), 0)
  expect(part("audio_in", "image_in", "video_in", "document_in")).toBeLessThanOrEqual(inputTotal)
  expect(part("cached_audio", "cached_video")).toBeLessThanOrEqual(classes.cache_read)
  expect(part("audio_out", "image_out")).toBeLessThanOrEqual(classes.output)
  expect(part("tool_use_prompt")).toBeLessThanOrEqual(classes.input_uncached)
  expect(part("reasoning")).toBeLessThanOrEqual(classes.output)
  expect(part("hidden_output_inferred")).toBeLessThanOrEqual(classes.output)
}

describe("whatever comes in", () => {
  it("usage is exact or refused, and read the same twice", () => {
    fc.assert(
      fc.property(request, fc.oneof(response, arbitrary), (asked, answer) => {
        const result = normalise(asked, answer)
        checkResult(result)
        expect(normalise(asked, answer)).toEqual(result)
      }),
      { numRuns: 1500 },
    )
  })

  it("a bare usage object is exact or refused in every shape", () => {
    const shapes = fc.constantFrom(undefined, "nonsense", ...Object.keys(READERS))
    const usage = fc.oneof(
      response.map((each) => {
        const body = each.body as Record<string, unknown> | undefined
        return body?.usage ?? body?.usageMetadata ?? body
      }),
      odd,
      fc.anything(),
    )
    fc.assert(
      fc.property(request, usage, shapes, (asked, given, usageShape) => {
        checkResult(normaliseUsage(given, { ...asked, usageShape }))
      }),
      { numRuns: 1000 },
    )
  })

  it("a failure has a class of the list or is none", () => {
    fc.assert(
      fc.property(
        request,
        fc.oneof(response, arbitrary),
        fc.record({ code: fc.string(), message: fc.string() }, { requiredKeys: [] }),
        (asked, answer, stated) => {
          const failure = classifyError(asked, { ...answer, ...stated })
          expect(failure === null || ERROR_CLASSES.includes(failure.errorClass)).toBe(true)
          if (typeof answer.status === "number" && answer.status >= 400 && answer.status < 600) {
            expect(failure).not.toBeNull()
          }
        },
      ),
      { numRuns: 1000 },
    )
  })

  it("its sender is known or not, without a throw", () => {
    fc.assert(
      fc.property(request, fc.oneof(response, arbitrary), (asked, answer) => {
        const origin = providerOf(asked, answer)
        expect(Object.keys(origin).sort()).toEqual(["gateway", "provider", "region"])
        expect(Array.isArray(splitCalls(answer.body))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

const SPOILED = [
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  1e300,
  "7",
  "-7",
  "x",
  null,
  true,
  {},
  [],
]

/** Every copy of `value` in which one number stands spoiled. */
function* spoiled(value: unknown): Generator<unknown> {
  if (typeof value === "number") {
    yield* SPOILED
    yield value * 1_000_000
    return
  }
  if (typeof value !== "object" || value === null) return
  for (const key of Object.keys(value)) {
    for (const inner of spoiled((value as Record<string, unknown>)[key])) {
      const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
      copy[key] = inner
      yield copy
    }
  }
}

describe("one spoiled number at a time", () => {
  it("never makes a class negative, inexact or less than its parts", () => {
    let tried = 0
    for (const { request: asked, response: answer } of samples) {
      for (const field of ["body", "events"] as const) {
        for (const value of spoiled(answer[field])) {
          const broken = { ...answer, [field]: value } as CallResponse
          checkResult(normalise(asked, broken))
          classifyError(asked, broken)
          tried += 1
        }
      }
    }
    expect(tried).toBeGreaterThan(5000)
  })
})

describe("streams", () => {
  it("give the same usage as SSE text and as parsed events", () => {
    for (const { request: asked, response: answer } of samples) {
      const { events } = answer
      if (!Array.isArray(events)) continue
      const sse = events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join("")
      const { events: _, ...rest } = answer
      expect(normalise(asked, { ...rest, sse })).toEqual(normalise(asked, answer))
      expect(normalise(asked, { ...rest, body: sse })).toEqual(normalise(asked, answer))
    }
  })

  it("do not count keep-alives and repeated last events", () => {
    for (const { request: asked, response: answer } of samples) {
      const { events } = answer
      if (!Array.isArray(events)) continue
      const whole = normalise(asked, answer)
      if (!whole.ok || whole.usage.shape === "openai_realtime" || asked.url === undefined) continue
      expect(normalise(asked, { ...answer, events: [...events, events.at(-1)] })).toEqual(whole)
    }
  })
})
