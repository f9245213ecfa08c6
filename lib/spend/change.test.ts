import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  baseOf,
  type Cause,
  type Causes,
  causesSum,
  explainEntity,
  type ModelChange,
  type Usage,
} from "./change"

const count = fc.bigInt({ min: 0n, max: 10n ** 10n })
const money = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 18n })
const usage = fc.record({
  calls: fc.bigInt({ min: -2n, max: 10n ** 7n }),
  input_uncached: count,
  cache_read: count,
  cache_write: count,
  output: count,
  billed_pico: money,
  unpriced_calls: fc.constantFrom(0n, 0n, 3n),
  unpriced_tokens: fc.constantFrom(0n, 0n, 999n),
})
const weight = fc.bigInt({ min: 0n, max: 10n ** 6n })
const weights = fc.record({ input: weight, read: weight, write: weight, output: weight })
const models = fc.array(
  fc.record({ before: usage, after: usage, weights: fc.option(weights, { freq: 8 }) }),
  { minLength: 1, maxLength: 6 },
)

const RATES = { input: 2_500_000n, read: 250_000n, write: 3_125_000n, output: 10_000_000n }
const NONE = {
  calls: 0n,
  input_uncached: 0n,
  cache_read: 0n,
  cache_write: 0n,
  output: 0n,
  billed_pico: 0n,
  unpriced_calls: 0n,
  unpriced_tokens: 0n,
}

type Tokens = Pick<Usage, "input_uncached" | "cache_read" | "cache_write" | "output">

/** Calls and tokens at rates of their own. */
function priced(calls: bigint, tokens: Tokens, rates = RATES): Usage {
  const billed_pico =
    tokens.input_uncached * rates.input +
    tokens.cache_read * rates.read +
    tokens.cache_write * rates.write +
    tokens.output * rates.output
  return { calls, ...tokens, billed_pico, unpriced_calls: 0n, unpriced_tokens: 0n }
}

const change = (before: Usage, after: Usage, weights: ModelChange["weights"] = RATES) => ({
  before,
  after,
  weights,
})
const some = fc.bigInt({ min: 1n, max: 10n ** 9n })
const traffic = fc.record({
  calls: fc.bigInt({ min: 1n, max: 10n ** 6n }),
  tokens: fc.record({ input_uncached: some, cache_read: some, cache_write: some, output: some }),
})
const factor = fc.bigInt({ min: 2n, max: 1_000n })

function scaled({ calls, tokens }: { calls: bigint; tokens: Tokens }, by: bigint) {
  const times = (n: bigint) => n * by
  return {
    calls: calls * by,
    tokens: {
      input_uncached: times(tokens.input_uncached),
      cache_read: times(tokens.cache_read),
      cache_write: times(tokens.cache_write),
      output: times(tokens.output),
    },
  }
}

function expectOnly(causes: Causes, expected: readonly Cause[], difference: bigint) {
  const found = Object.entries(causes).filter(([, pico]) => pico !== 0n)
  for (const [cause] of found) expect(expected).toContain(cause)
  expect(causesSum(causes)).toBe(difference)
}

describe("the causes of a change", () => {
  test("sum to the difference to the last pico, whatever the periods hold", () => {
    fc.assert(
      fc.property(fc.array(models, { minLength: 1, maxLength: 5 }), fc.boolean(), (entities, shared) => {
        const base = shared ? baseOf(entities) : undefined
        for (const entity of entities) {
          const difference = entity.reduce(
            (sum, { before, after }) => sum + after.billed_pico - before.billed_pico,
            0n,
          )
          expect(causesSum(explainEntity(entity, base))).toBe(difference)
        }
      }),
    )
  })

  test("a change of nothing but prices is price, whichever class it is of", () => {
    fc.assert(
      fc.property(
        traffic,
        fc.record({ input: some, read: some, write: some, output: some }),
        ({ calls, tokens }, rates) => {
          const [before, after] = [priced(calls, tokens), priced(calls, tokens, rates)]
          expectOnly(
            explainEntity([change(before, after)]),
            ["price"],
            after.billed_pico - before.billed_pico,
          )
        },
      ),
    )
  })

  test("more of the same calls is volume", () => {
    fc.assert(
      fc.property(fc.array(traffic, { minLength: 1, maxLength: 4 }), factor, (all, by) => {
        const entity = all.map((each) => {
          const more = scaled(each, by)
          return change(priced(each.calls, each.tokens), priced(more.calls, more.tokens))
        })
        const before = entity.reduce((sum, model) => sum + model.before.billed_pico, 0n)
        expectOnly(explainEntity(entity), ["volume"], before * (by - 1n))
      }),
    )
  })

  test("another model for as many calls is mix", () => {
    fc.assert(
      fc.property(traffic, traffic, (one, two) => {
        const [before, after] = [priced(one.calls, one.tokens), priced(one.calls, two.tokens)]
        const causes = explainEntity([change(before, NONE), change(NONE, after)])
        expectOnly(causes, ["mix"], after.billed_pico - before.billed_pico)
      }),
    )
  })

  test("shares that move between two models are mix", () => {
    const small = priced(10n, { input_uncached: 1_000n, cache_read: 0n, cache_write: 0n, output: 100n })
    const tenfold = priced(100n, { input_uncached: 10_000n, cache_read: 0n, cache_write: 0n, output: 1_000n })
    const other = { input: 9n, read: 1n, write: 9n, output: 30n }
    const large = priced(
      100n,
      { input_uncached: 10_000n, cache_read: 0n, cache_write: 0n, output: 1_000n },
      other,
    )
    const tenth = priced(
      10n,
      { input_uncached: 1_000n, cache_read: 0n, cache_write: 0n, output: 100n },
      other,
    )
    const difference = tenfold.billed_pico + tenth.billed_pico - small.billed_pico - large.billed_pico
    expectOnly(explainEntity([change(small, tenfold), change(large, tenth, other)]), ["mix"], difference)
  })

  test("the same prompts with another part of them cached is cache", () => {
    fc.assert(
      fc.property(traffic, fc.bigInt({ min: 0n, max: 10n ** 9n }), ({ calls, tokens }, moved) => {
        const part = moved % (tokens.input_uncached + 1n)
        const cached = {
          ...tokens,
          input_uncached: tokens.input_uncached - part,
          cache_read: tokens.cache_read + part,
        }
        const [before, after] = [priced(calls, tokens), priced(calls, cached)]
        expectOnly(explainEntity([change(before, after)]), ["cache"], after.billed_pico - before.billed_pico)
      }),
    )
  })

  test("longer prompts and answers, cached in the same proportion, are length", () => {
    fc.assert(
      fc.property(traffic, factor, ({ calls, tokens }, by) => {
        const longer = { ...scaled({ calls, tokens }, by).tokens, output: tokens.output + by }
        const [before, after] = [priced(calls, tokens), priced(calls, longer)]
        expectOnly(explainEntity([change(before, after)]), ["length"], after.billed_pico - before.billed_pico)
      }),
    )
  })

  test("an entity that comes or goes is new or gone as a whole", () => {
    fc.assert(
      fc.property(traffic, ({ calls, tokens }) => {
        const usage = priced(calls, tokens)
        expectOnly(explainEntity([change(NONE, usage)]), ["new"], usage.billed_pico)
        expectOnly(explainEntity([change(usage, NONE)]), ["gone"], -usage.billed_pico)
      }),
    )
  })

  test("what had no price is not said to have become dearer", () => {
    const tokens = { input_uncached: 10n, cache_read: 0n, cache_write: 0n, output: 1n }
    const before = { ...priced(1n, tokens), billed_pico: 0n, unpriced_calls: 1n, unpriced_tokens: 11n }
    const after = priced(1n, tokens)
    expectOnly(explainEntity([change(before, after)]), ["other"], after.billed_pico)
  })

  test("calls without a price do not make those beside them cheaper", () => {
    fc.assert(
      fc.property(traffic, fc.boolean(), ({ calls, tokens }, first) => {
        const alone = priced(calls, tokens)
        const twice = scaled({ calls, tokens }, 2n)
        const all = tokens.input_uncached + tokens.cache_read + tokens.cache_write + tokens.output
        const beside = {
          ...alone,
          ...twice.tokens,
          calls: twice.calls,
          unpriced_calls: calls,
          unpriced_tokens: all,
        }
        expectOnly(explainEntity([first ? change(beside, alone) : change(alone, beside)]), [], 0n)
      }),
    )
  })

  test("a share of a larger whole moves by the whole's calls", () => {
    const tokens = { input_uncached: 10n, cache_read: 0n, cache_write: 0n, output: 1n }
    const one = change(priced(10n, tokens), priced(10n, tokens))
    const two = change(priced(10n, tokens), priced(30n, scaled({ calls: 1n, tokens }, 3n).tokens))
    const causes = explainEntity([one], baseOf([[one], [two]]))
    expect(causes.volume).toBe(one.before.billed_pico)
    expect(causes.mix).toBe(-one.before.billed_pico)
  })
})
