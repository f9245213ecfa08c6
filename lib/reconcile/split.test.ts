import fc from "fast-check"
import { expect, test } from "vitest"
import "../testing/property-seed"
import { findMoved } from "./moved"
import { type Cell, differenceOf, type LedgerSide, partsSum, splitCell } from "./split"
import { noTokens, type Tokens } from "./tokens"

const count = fc.bigInt({ min: 0n, max: 10n ** 9n })
const money = fc.bigInt({ min: -(10n ** 16n), max: 10n ** 17n })
const tokens: fc.Arbitrary<Tokens> = fc.record({
  input_uncached: count,
  cache_read: count,
  cache_write: count,
  output: count,
})
const bill = fc.record({
  usage: money,
  charged: fc.record({ correction: money, fee: money, credit: money, tax: money, adjustment: money }),
  allowance: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  calls: fc.option(count, { nil: null }),
  tokens: fc.option(
    fc.tuple(tokens, count).map(([some, input]) => ({ ...some, input })),
    { nil: null },
  ),
})
const ledger: fc.Arbitrary<LedgerSide> = fc.record({
  ...{ local: money, billed: money, credits: money, fees: money, calls: count },
  ...{ tokens, unpricedCalls: count, unpricedTokens: count },
})
const weight = fc.bigInt({ min: 0n, max: 1_000n })
const weights = fc.option(fc.record({ input: weight, read: weight, write: weight, output: weight }), {
  nil: null,
})
const edge = fc.record({ calls: count, tokens, billed: money })
const cell: fc.Arbitrary<Cell> = fc.record({
  ...{ bill, ledger, weights },
  moved: fc.option(fc.record({ calls: count, tokens, money: fc.constant(null) }), { nil: null }),
})

test("the parts of any difference sum to it to the last digit", () => {
  fc.assert(
    fc.property(cell, (one) => {
      expect(partsSum(splitCell(one))).toBe(differenceOf(one))
    }),
    { numRuns: 3_000 },
  )
})

test("what is moved over a midnight is taken from one day and put on the other", () => {
  const days = fc.array(fc.record({ bill, ledger, first: edge, last: edge }), { minLength: 2, maxLength: 6 })
  fc.assert(
    fc.property(days, (cells) => {
      const byDay = new Map(cells.map((one, at) => [`2026-11-0${at + 1}`, one]))
      const sums = { calls: 0n, tokens: noTokens().output, money: 0n }
      for (const moved of findMoved(byDay).values()) {
        sums.calls += moved.calls
        sums.tokens += moved.tokens.output
        sums.money += moved.money ?? 0n
      }
      expect(sums).toEqual({ calls: 0n, tokens: 0n, money: 0n })
    }),
    { numRuns: 1_000 },
  )
})
