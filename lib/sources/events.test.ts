import fc from "fast-check"
import { expect, test } from "vitest"
import { depthWithin } from "@/lib/http/json-depth"
import { TEST_NOW, testDraft, testEvent } from "@/lib/testing/ledger"
import { readEvent } from "./events"

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })

test("the depth of the body changes no verdict on its events", () => {
  const levels = fc.integer({ min: 0, max: 30 })
  fc.assert(
    fc.property(levels, levels, (inError, inResponse) => {
      const event = { ...testEvent(), error: { body: nested(inError) }, response: nested(inResponse) }
      const options = { now: TEST_NOW, backfill: true }
      const depth = depthWithin(Buffer.from(JSON.stringify([event])), 64)
      const read = readEvent(event, { ...options, depth })
      expect(read).toEqual(readEvent(event, options))
      expect(read.ok).toBe(inError + 2 <= 16)
    }),
  )
})

test("a field that pretends to be long is refused alone", () => {
  const event = { provider: { length: { toString: 1, valueOf: 1 } }, model: "gpt-test" }
  expect(readEvent(event, { now: new Date(), backfill: true })).toMatchObject({
    ok: false,
    refusal: { code: "invalid", detail: "An object stands where a text belongs." },
  })
})

test("a name that every object knows is a name like any other", () => {
  for (const name of ["constructor", "__proto__", "toString", "valueof"]) {
    const named = {
      provider: name,
      route: name,
      service_tier: name,
      model: name,
      user: name,
      tags: { [name]: name },
    }
    const { charges } = testDraft(testEvent(named))
    expect(charges[0]?.billed).toBeNull()
  }
})
