import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { classifyError } from "./classify-error"
import { normalise } from "./normalise"
import { providerOf } from "./provider-of"
import type {
  CallRequest,
  CallResponse,
  ErrorClass,
  NormalisedUsage,
  ReportedCost,
  TokenCounts,
} from "./schema"

interface Expectation {
  provider?: string
  gateway?: string
  shape?: string
  model?: string | null
  responseId?: string
  classes?: TokenCounts
  ofWhich?: NormalisedUsage["items"][0]["ofWhich"]
  counts?: Record<string, number>
  inputTotal?: number
  extras?: { kind: string; model: string | null; classes: TokenCounts }[]
  serviceTier?: string
  region?: string
  speed?: string
  thinking?: boolean
  reported?: ReportedCost | null
  warnings?: string[]
  refused?: string
  errorClass?: ErrorClass
  chargedTo?: string
}

interface Payload {
  request: CallRequest
  response: CallResponse
  expect: Expectation
}

const folder = join(import.meta.dirname, "payloads")
const names = readdirSync(folder).filter((name) => name.endsWith(".json"))

function read(name: string): Payload {
  return JSON.parse(readFileSync(join(folder, name), "utf8")) as Payload
}

describe("the project's own payloads", () => {
  it.each(names)("%s", (name) => {
    const { request, response, expect: wanted } = read(name)
    const result = normalise(request, response)
    const failure = classifyError(request, response)
    const origin = providerOf(request, response)
    expect(failure?.errorClass ?? null).toBe(wanted.errorClass ?? null)
    expect(failure?.chargedTo ?? null).toBe(wanted.chargedTo ?? null)
    if (wanted.provider !== undefined) expect(origin.provider).toBe(wanted.provider)
    if (wanted.gateway !== undefined) expect(origin.gateway).toBe(wanted.gateway)
    if (wanted.refused !== undefined || wanted.classes === undefined) {
      expect(result).toMatchObject({ ok: false, code: wanted.refused })
      if (!result.ok) expect(result.detail).toMatch(/^[A-Z"a-z].*\.$/)
      return
    }
    if (!result.ok) throw new Error(`${result.code}: ${result.detail}`)
    checkUsage(result.usage, wanted)
  })
})

function checkUsage(usage: NormalisedUsage, wanted: Expectation) {
  const [main, ...extras] = usage.items
  expect(main.classes).toEqual(wanted.classes)
  expect(main.ofWhich).toEqual(wanted.ofWhich)
  expect(main.counts).toEqual(wanted.counts)
  expect(usage.inputTotal).toBe(wanted.inputTotal)
  expect(extras.map(({ kind, model, classes }) => ({ kind, model, classes }))).toEqual(wanted.extras ?? [])
  expect(usage.warnings.map((warning) => warning.code)).toEqual(wanted.warnings)
  expect(usage.serviceTier).toBe(wanted.serviceTier ?? null)
  expect(usage.region).toBe(wanted.region ?? null)
  expect(usage.speed).toBe(wanted.speed ?? null)
  expect(usage.thinking).toBe(wanted.thinking ?? null)
  expect(usage.reported).toEqual(wanted.reported ?? null)
  if (wanted.shape !== undefined) expect(usage.shape).toBe(wanted.shape)
  if (wanted.model !== undefined) expect(usage.model).toBe(wanted.model)
  if (wanted.responseId !== undefined) expect(usage.responseId).toBe(wanted.responseId)
}
