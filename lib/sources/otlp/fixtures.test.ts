import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { testDatabase } from "@/lib/testing/database"
import { post, postSpans, type StandingCall, spanSender, standingCalls } from "@/lib/testing/spans"

await testDatabase()

/** Recorded payloads kept outside the repository; the suite is whole without them. */
const root = join(import.meta.dirname, "../../../../shared/fixtures")

interface Leaf {
  span_id: string
  model: string
  input: number
  output: number
  cache_read: number | null
  cache_write: number | null
  attribution: { user: string | null; session: string | null; agent: string | null }
}

interface Captured {
  response: { body: unknown }
  expect: {
    events?: number
    billable_leaf_spans?: Leaf[]
    error_leaf_spans?: { http_status_code: number | null; attribution: Leaf["attribution"] }[]
    naive_sum_of_all_spans_input?: number
  }
}

const filesIn = (folder: string) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [])
const read = <T>(folder: string, name: string) =>
  JSON.parse(readFileSync(join(root, folder, name), "utf8")) as T

const captures = filesIn("otlp").filter((name) => name.endsWith(".json") && !name.endsWith(".headers.json"))

function seen({ model, input, output, cache_read, cache_write, user, session, agent }: StandingCall) {
  return { model, input, output, cache_read, cache_write, user, session, agent }
}

function wanted({ model, input, output, cache_read, cache_write, attribution }: Leaf) {
  return { model, input, output, cache_read: cache_read ?? 0, cache_write: cache_write ?? 0, ...attribution }
}

const byContent = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

async function check(calls: readonly StandingCall[], { expect: expected }: Captured) {
  const good = calls.filter(({ status }) => status === "ok").map(seen)
  const leaves = expected.billable_leaf_spans ?? []
  expect(good.sort(byContent)).toEqual(leaves.map(wanted).sort(byContent))
  const failed = calls.filter(({ status }) => status === "error")
  expect(failed.map(({ user, session, agent }) => ({ user, session, agent }))).toEqual(
    (expected.error_leaf_spans ?? []).map(({ attribution }) => attribution),
  )
  for (const { error_class } of failed) expect(error_class).toBe("quota_exhausted")
}

describe.each(captures)("%s", (name) => {
  const capture = read<Captured>("otlp", name)

  test("counts the calls that were made, each once, with who caused them", async () => {
    const sender = await spanSender()
    const headers = { "content-type": "application/json" }
    for (let time = 0; time < 2; time += 1) {
      const response = await post(sender.key, JSON.stringify(capture.response.body), { headers })
      expect([response.status, await response.text()]).toEqual([200, "{}"])
    }
    await check(await standingCalls(sender.orgId), capture)
  })

  const packed = name.replace(".json", "-proto-1.pb.gz")
  test.runIf(filesIn("otlp").includes(packed))("and the same of its protobuf", async () => {
    const sender = await spanSender()
    const told = read<{ headers: Record<string, string> }>("otlp", packed.replace(".pb.gz", ".headers.json"))
    const bytes = new Uint8Array(readFileSync(join(root, "otlp", packed)))
    const response = await post(sender.key, bytes, { headers: told.headers })
    expect([response.status, await response.text()]).toEqual([200, ""])
    expect(response.headers.get("content-type")).toBe("application/x-protobuf")
    await check(await standingCalls(sender.orgId), capture)
    const again = await spanSender()
    await post(again.key, JSON.stringify(capture.response.body), {
      headers: { "content-type": "application/json" },
    })
    expect(await standingCalls(again.orgId)).toEqual(await standingCalls(sender.orgId))
  })
})

interface StoredSpan {
  span_id: string
  parent_span_id: string | null
  name: string
  observation_type: string
  start_time: string
  end_time: string
  model: string | null
  scope: { name: string }
  attributes: Record<string, unknown>
  langfuse_usageDetails?: Record<string, number>
}

interface Stored {
  response: { spans: StoredSpan[] }
  expect: { billable_span_ids: string[]; spans: { span_id: string; usage: Record<string, number> }[] }
}

/** As its library sent it: Langfuse moved some attributes into columns of its own. */
function sentAs(span: StoredSpan, trace: string) {
  const usage =
    Object.keys(span.langfuse_usageDetails ?? {}).length > 0 ? span.langfuse_usageDetails : undefined
  const isBare = span.scope.name === "langfuse-sdk"
  const attributes = {
    ...span.attributes,
    ...(usage ? { "langfuse.observation.usage_details": JSON.stringify(usage) } : {}),
    ...(isBare ? { "langfuse.observation.type": span.observation_type.toLowerCase() } : {}),
    ...(isBare ? { "langfuse.observation.model.name": span.model } : {}),
  }
  const nanoseconds = (time: string) => String(BigInt(Date.parse(time)) * 1_000_000n)
  return {
    ...{ traceId: trace, spanId: span.span_id, name: span.name },
    ...(span.parent_span_id ? { parentSpanId: span.parent_span_id } : {}),
    startTimeUnixNano: nanoseconds(span.start_time),
    endTimeUnixNano: nanoseconds(span.end_time),
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: { stringValue: typeof value === "string" ? value : JSON.stringify(value) },
    })),
  }
}

describe.each(filesIn("otel-traces"))("otel-traces/%s", (name) => {
  const { response, expect: expected } = read<Stored>("otel-traces", name)
  const billable = expected.spans.filter(({ span_id }) => expected.billable_span_ids.includes(span_id))
  // Only its total holds what the model thought (providers.md, C.1): that was generated, and is billed.
  const isHidden = name.startsWith("vertex-ai")
  const tokens = billable.map(({ usage }) => ({
    input: usage.input ?? 0,
    output: isHidden
      ? (usage.total ?? 0) - (usage.input ?? 0)
      : (usage.output ?? 0) + (name.startsWith("langgraph") ? (usage.output_reasoning ?? 0) : 0),
  }))

  test.each([
    ["children first", 1],
    ["parents first", -1],
  ] as const)("bills the leaves alone, %s", async (_, order) => {
    const sender = await spanSender()
    const spans = [...response.spans].sort((a, b) => order * a.end_time.localeCompare(b.end_time))
    for (const span of spans) expect(await postSpans(sender, [sentAs(span, name)])).toEqual({})
    const calls = await standingCalls(sender.orgId)
    expect(calls.map(({ input, output }) => ({ input, output })).sort(byContent)).toEqual(
      tokens.sort(byContent),
    )
    await postSpans(
      sender,
      spans.map((span) => sentAs(span, name)),
    )
    expect(await standingCalls(sender.orgId)).toEqual(calls)
  })
})
