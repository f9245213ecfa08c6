import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { classifyError } from "@/lib/providers/classify-error"
import type { CallRequest, CallResponse, ErrorClass } from "@/lib/providers/schema"
import { availabilityOf, endOf, faultOf } from "./fault"

interface Failure {
  name: string
  request: CallRequest
  response: CallResponse & { code?: string; message?: string }
  errorClass: ErrorClass | null
}

const OWN = join(import.meta.dirname, "../providers/payloads/errors")
/** Recorded errors kept outside the repository; the suite is whole without them. */
const RECORDED = join(import.meta.dirname, "../../../shared/fixtures/errors")

interface OwnCase extends Pick<Failure, "request" | "response"> {
  what: string
  expect: { errorClass: ErrorClass | null }
}

function ownFailures(): Failure[] {
  return readdirSync(OWN).flatMap((file) =>
    (JSON.parse(readFileSync(join(OWN, file), "utf8")) as OwnCase[]).map(
      ({ what, expect: wanted, ...call }) => ({
        ...{ name: `${file}: ${what}`, errorClass: wanted.errorClass, ...call },
      }),
    ),
  )
}

interface RecordedCase extends Pick<Failure, "request" | "response"> {
  expect: { error_class: ErrorClass }
}

function recordedFailures(): Failure[] {
  if (!existsSync(RECORDED)) return []
  return readdirSync(RECORDED, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .map((file) => {
      const { expect: wanted, ...call } = JSON.parse(
        readFileSync(join(RECORDED, file), "utf8"),
      ) as RecordedCase
      return { name: file, errorClass: wanted.error_class, ...call }
    })
}

describe("errors as providers send them", () => {
  it.each([...ownFailures(), ...recordedFailures()])("$name", ({ request, response, errorClass }) => {
    const found = classifyError(request, response)?.errorClass ?? null
    expect(found).toBe(errorClass)
    if (found === null) return
    const end = endOf("error", found)
    const [answered, faults] = [9, end === "provider" ? 1 : 0]
    // Only a fault of the provider's own moves its availability.
    expect(availabilityOf(answered, faults)).toBe(faultOf(found) === "provider" ? 0.9 : 1)
  })
})
