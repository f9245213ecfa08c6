import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { describe, expect, it } from "vitest"
import { classifyError } from "./classify-error"
import { decimalText } from "./decimal-text"
import { normalise } from "./normalise"
import { type CallRequest, type CallResponse, type LineItem, TOKEN_CLASSES, type TokenClass } from "./schema"

/** Recorded payloads kept outside the repository; the suite is whole without them. */
const root = join(import.meta.dirname, "../../../shared/fixtures")

type Line = Record<TokenClass, number> & { kind: string; model: string | null }

interface Fixture {
  fixture: { kind: string }
  request: CallRequest
  response: CallResponse & { sse_events?: unknown[] }
  expect: {
    normalised?: Record<TokenClass, number> & {
      of_which: Record<string, number>
      counts: Record<string, number>
      extra_line_items?: Line[]
    }
    model?: string | null
    anomalies?: string[]
    error_class?: string
    cost?: { billed_usd: number; is_byok?: boolean; upstream_inference_cost?: number | null }
  }
}

const KINDS = new Set(["response", "stream", "callback", "error"])

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path)
    return entry.name.endsWith(".json") && !entry.name.endsWith(".headers.json") ? [path] : []
  })
}

function load(path: string): Fixture | null {
  const doc = JSON.parse(readFileSync(path, "utf8")) as Partial<Fixture>
  if (!doc.fixture || !doc.expect || !KINDS.has(doc.fixture.kind)) return null
  return doc as Fixture
}

const fixtures = existsSync(root)
  ? filesIn(root).flatMap((path) => {
      const doc = load(path)
      return doc ? [{ name: relative(root, path), doc }] : []
    })
  : []

describe.runIf(fixtures.length > 0)("recorded payloads", () => {
  it.each(fixtures)("$name", ({ doc }) => {
    const response: CallResponse = { ...doc.response, events: doc.response.sse_events }
    if (doc.expect.error_class !== undefined) {
      expect(classifyError(doc.request, response)?.errorClass).toBe(doc.expect.error_class)
    }
    if (doc.expect.normalised) checkUsage(doc, response)
  })
})

function checkUsage({ request, expect: wanted }: Fixture, response: CallResponse) {
  const result = normalise(request, response)
  if (!result.ok) throw new Error(result.detail)
  const { items, model, warnings, reported } = result.usage
  const [main, ...extras] = items
  const { of_which: parts, counts, extra_line_items: lines = [] } = wanted.normalised!
  for (const name of TOKEN_CLASSES) expect(main.classes[name], name).toBe(wanted.normalised![name])
  expect(main.ofWhich).toMatchObject(parts)
  expect(main.ofWhich.reasoning ?? 0).toBe(parts.reasoning ?? 0)
  expect(main.counts).toMatchObject(counts)
  expect(extras.map(lineText).sort()).toEqual(
    lines.map((line) => lineText({ ...line, classes: line })).sort(),
  )
  if (wanted.model) expect(model).toBe(wanted.model)
  if (wanted.anomalies) expect(warnings.length).toBeGreaterThan(0)
  if (wanted.cost) {
    const { billed_usd: billed, is_byok: byok, upstream_inference_cost: upstream } = wanted.cost
    expect(reported?.amount).toBe(decimalText(byok ? upstream : billed))
  }
}

function lineText({ kind, model, classes }: Pick<LineItem, "model" | "classes"> & { kind: string }): string {
  return [kind, model, ...TOKEN_CLASSES.map((name) => classes[name])].join(" ")
}
