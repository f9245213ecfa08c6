import fc from "fast-check"
import { expect, test } from "vitest"
import { FLAG } from "@/lib/ledger/usage-event"
import { decide, type Report } from "./decide"

/** What the provider's own usage of the call comes to by the price book. */
const COMPUTED = 1_000n

function report(key: bigint, sourceId: number, more: Partial<Report> = {}): Report {
  return {
    ...{
      key,
      origin: key,
      sourceId,
      time: new Date(1_763_460_000_000),
      flags: 0,
      route: "direct",
      attempt: "first",
    },
    ...{ requestKey: null, latencyMs: null, ttftMs: null, gone: false, attributionOnly: false },
    ...{ billed: COMPUTED, computed: COMPUTED, tokens: 100n },
    ...{ user: null, agent: null, feature: null, team: null, environment: null, session: null, tags: {} },
    ...more,
  }
}

const HONEST = report(1n, 1)
const amount = fc.oneof(fc.constant(null), fc.bigInt({ min: 0n, max: 3_000n }))

/** Whatever a key that bills nothing can make of a report. */
const foreign = fc
  .record({
    sourceId: fc.integer({ min: 2, max: 5 }),
    time: fc.integer({ min: -60, max: 60 }).map((minutes) => new Date(1_763_460_000_000 + minutes * 60_000)),
    flags: fc
      .subarray([FLAG.reporterBills, FLAG.estimated, FLAG.fromSpan, FLAG.unpriced])
      .map((flags) => flags.reduce((all, flag) => all | flag, 0)),
    route: fc.constantFrom("direct", "openrouter", "litellm"),
    computed: amount,
    stated: amount,
    attributionOnly: fc.boolean(),
  })
  // Only a stated amount is another than the computed.
  .map(({ stated, ...made }) => ({
    ...made,
    billed: (made.flags & FLAG.reporterBills) !== 0 ? stated : made.computed,
  }))
const strangers = fc
  .array(foreign, { minLength: 1, maxLength: 6 })
  .map((all) => all.map((made, i) => report(BigInt(i + 2), made.sourceId, made)))

const billedBy = (reports: readonly Report[]) => {
  const { winner } = decide(reports)
  return reports.find(({ key }) => key === winner)?.billed ?? null
}

test("reports of sources that do not bill never make a call cheaper than the provider's usage that another one sent", () => {
  fc.assert(
    fc.property(strangers, (others) => {
      expect((billedBy([HONEST, ...others]) ?? -1n) >= COMPUTED).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test("nor dearer by what they state: to that the usage that they send has to come to as much", () => {
  fc.assert(
    fc.property(strangers, (others) => {
      const modest = others.map((other) => ({
        ...other,
        computed: other.computed === null ? null : other.computed % (COMPUTED + 1n),
        billed:
          (other.flags & FLAG.reporterBills) !== 0 || other.computed === null
            ? other.billed
            : other.computed % (COMPUTED + 1n),
      }))
      expect(billedBy([HONEST, ...modest])).toBe(COMPUTED)
    }),
    { numRuns: 2_000 },
  )
})

test("what is decided does not depend on the order of the reports", () => {
  const shuffled = strangers.chain((others) => {
    const all = [HONEST, ...others]
    return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))
  })
  fc.assert(
    fc.property(shuffled, ([one, other]) => {
      const [a, b] = [decide(one), decide(other)]
      expect([b.winner, b.known, b.told.size]).toEqual([a.winner, a.known, a.told.size])
      for (const [key, told] of a.told) expect(b.told.get(key)).toEqual(told)
    }),
    { numRuns: 2_000 },
  )
})

test("who bills counts before all of them", () => {
  fc.assert(
    fc.property(strangers, fc.bigInt({ min: 0n, max: 3_000n }), (others, billed) => {
      const bill = report(99n, 9, { flags: FLAG.reporterBills | FLAG.fromBiller, billed })
      expect(decide([HONEST, ...others, bill]).winner).toBe(99n)
    }),
  )
})

test("of estimates the tokens are compared and not the money, and of what has no price likewise", () => {
  const marked = (more: Partial<Report>) => {
    const other = report(2n, 2, more)
    const { told, winner } = decide([HONEST, other])
    return [winner, told.get(2n)?.disagrees]
  }
  expect(marked({ billed: 501n, computed: 501n })).toEqual([1n, false])
  expect(marked({ billed: 499n, computed: 499n })).toEqual([1n, true])
  expect(marked({ billed: 0n, flags: FLAG.reporterBills })).toEqual([1n, true])
  expect(marked({ billed: 9_000n, computed: 9_000n, flags: FLAG.estimated })).toEqual([1n, false])
  expect(marked({ tokens: 900n, flags: FLAG.estimated })).toEqual([1n, true])
  expect(marked({ billed: null, computed: null })).toEqual([1n, false])
  expect(marked({ billed: null, computed: null, tokens: 1n })).toEqual([1n, true])
  expect(marked({ attributionOnly: true, billed: null, computed: 0n, tokens: 0n })).toEqual([1n, false])
})
