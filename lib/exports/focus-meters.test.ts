import fc from "fast-check"
import { expect, test } from "vitest"
import { testRow } from "@/lib/testing/price"
import { type MeterPart, meterParts } from "./focus-meters"
import type { FocusGroup, FocusPrice } from "./focus-statement"

const PRICE: FocusPrice = {
  id: 1,
  list_row: testRow({
    rates: {
      input_uncached: "0.0000025",
      output: "0.00001",
      audio_in: "0.00004",
      web_search_requests: "0.01",
      request: "0.001",
    },
  }),
  override_row: testRow({ layer: "override", rates: { input_uncached: "0.000002", output: "0.000009" } }),
  exchange: null,
}

const pico = fc.bigInt({ min: 0n, max: 10n ** 15n })
const tokens = fc.bigInt({ min: 0n, max: 10_000_000n })
const groups = fc.record({
  list: pico,
  computed: pico,
  billed: pico,
  counts: fc.array(tokens, { minLength: 6, maxLength: 6 }),
  lines: fc.bigInt({ min: 1n, max: 1_000n }),
  n: fc.constantFrom(1, -1, 0),
  searches: fc.integer({ min: 0, max: 3 }),
  price: fc.constantFrom(PRICE, { ...PRICE, override_row: null }, null),
  unpriced: fc.boolean(),
})

function groupOf(drawn: typeof groups extends fc.Arbitrary<infer T> ? T : never): FocusGroup {
  const sign = drawn.n < 0 ? -1n : 1n
  const [input, read, short, long, other, output] = drawn.counts.map((count) => count * sign)
  const extra = drawn.searches > 0 ? { counts: { web_search_requests: drawn.searches } } : null
  return {
    ...{ day: new Date(0), provider: "p", model: "m", route: "direct", service_tier: null, agent: null },
    ...{ feature: null, team: null, environment: null, api_key: null, source: null, user: null, tags: {} },
    ...{
      n: drawn.n,
      price_id: 1,
      extra,
      unpriced: drawn.unpriced,
      no_list: false,
      no_computed: false,
      credit: false,
      correction: drawn.n !== 1,
    },
    ...{ lines: drawn.lines, list_pico: drawn.list * sign, computed_pico: drawn.computed * sign },
    ...{ billed_pico: drawn.billed * sign, input_uncached: input!, cache_read: read! },
    ...{
      cache_write_5m: short!,
      cache_write_1h: long!,
      cache_write_other: other!,
      output: output!,
      reasoning: 0n,
    },
  }
}

const sum = (parts: MeterPart[], pick: (part: MeterPart) => bigint | null) =>
  parts.reduce((all, part) => all + (pick(part) ?? 0n), 0n)

test("the parts of every cost sum to it, and no token is left out", () => {
  fc.assert(
    fc.property(groups, (drawn) => {
      const group = groupOf(drawn)
      const parts = meterParts(group, drawn.price)
      expect(sum(parts, ({ list }) => list)).toBe(group.list_pico)
      expect(sum(parts, ({ computed }) => computed)).toBe(group.computed_pico)
      expect(sum(parts, ({ billed }) => billed)).toBe(group.unpriced ? 0n : group.billed_pico)
      expect(parts.every(({ billed }) => (billed === null) === group.unpriced)).toBe(true)
      for (const { meter, quantity } of parts) if (meter !== "fee") expect(quantity).toBe(group[meter])
    }),
    { numRuns: 300 },
  )
})

test("a meter has what its rate makes of its tokens, to the last digit", () => {
  const group = groupOf({
    ...{ list: 5_500_000_000n, computed: 0n, billed: 5_500_000_000n, lines: 2n, n: 1, searches: 0 },
    ...{ counts: [1_000n, 0n, 0n, 0n, 0n, 100n], price: null, unpriced: false },
  })
  const row = testRow({ rates: { input_uncached: "0.0000025", output: "0.00003" } })
  const parts = meterParts(group, { ...PRICE, list_row: row, override_row: null })
  expect(parts.map(({ meter, list }) => [meter, list])).toEqual([
    ["input_uncached", 2_500_000_000n],
    ["output", 3_000_000_000n],
  ])
})
