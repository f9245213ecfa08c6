import fc from "fast-check"
import { expect, test } from "vitest"
import { depthWithin } from "@/lib/http/json-depth"
import { TEST_NOW, testEvent } from "@/lib/testing/ledger"
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
