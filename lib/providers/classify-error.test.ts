import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { classifyError } from "./classify-error"
import type { CallRequest, CallResponse, ErrorClass } from "./schema"

interface Case {
  what: string
  request: CallRequest
  response: CallResponse & { code?: string; message?: string }
  expect: { errorClass: ErrorClass | null; chargedTo?: string }
}

const folder = join(import.meta.dirname, "payloads/errors")

describe.each(readdirSync(folder))("%s", (file) => {
  const cases = JSON.parse(readFileSync(join(folder, file), "utf8")) as Case[]

  it.each(cases)("$what → $expect.errorClass", ({ request, response, expect: wanted }) => {
    const failure = classifyError(request, response)
    expect(failure?.errorClass ?? null).toBe(wanted.errorClass)
    expect(failure?.chargedTo ?? null).toBe(wanted.chargedTo ?? null)
  })
})
