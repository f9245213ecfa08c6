import fc from "fast-check"
import { expect, test } from "vitest"
import { testDraft, testEvent } from "@/lib/testing/ledger"
import { whyTooLarge } from "./column-limits"
import { appendStatement } from "./rows"

const EDGES = [0, 1, 2 ** 31 - 2, 2 ** 31 - 1, 2 ** 31, 2 ** 40]
const PICO_EDGES = [0n, 1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n) + 1n, -(2n ** 63n), null]

test("what is not refused can be written", () => {
  const count = fc.constantFrom(...EDGES)
  const pico = fc.constantFrom(...PICO_EDGES)
  const lines = fc.array(fc.tuple(count, count, count, pico, pico), { minLength: 1, maxLength: 2 })
  fc.assert(
    fc.property(lines, count, count, (values, latencyMs, ttftMs) => {
      const draft = testDraft(testEvent())
      const charges = values.flatMap(([output, cache_read, reasoning, list, reported]) =>
        draft.charges.map((charge) => ({
          ...charge,
          classes: { ...charge.classes, output, cache_read, input_uncached: 0 },
          reasoning,
          list,
          computed: list,
          reported,
          billed: reported,
        })),
      )
      const event = { ...draft.event, latencyMs, ttftMs }
      const placed = {
        sourceId: 1,
        draft: { ...draft, event, charges },
        digest: { key: 1n, rest: 1n },
        key: 1n,
        payload: 1n,
        response: null,
        span: null,
        targetKey: null,
        deduplicable: true,
        userId: null,
        sessionId: null,
        contextIds: charges.map(() => 1),
        priceIds: charges.map(() => null),
      }
      const write = () => appendStatement(1, [placed], new Date(0))
      if (whyTooLarge(event, charges) === null) expect(write).not.toThrow()
    }),
    { numRuns: 500 },
  )
})
