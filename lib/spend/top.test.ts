import fc from "fast-check"
import { expect, test } from "vitest"
import { add, formatDecimal, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { type Spent, spendAnswer } from "@/lib/testing/spend-answer"
import { parseLocalOrInstant } from "@/lib/time"
import { topGroups } from "./top"

const zone = "Asia/Kathmandu"
const base = {
  from: parseLocalOrInstant("2026-11-01", zone),
  to: parseLocalOrInstant("2026-11-08", zone),
  zone,
  interval: "day",
  dimension: "team",
} as const
const names = ["a", "b", "c", "d", "e"]
const spent: fc.Arbitrary<Spent> = fc.record({
  bucket: fc.integer({ min: 0, max: 6 }),
  value: fc.constantFrom<string | null | undefined>(...names, null, undefined),
  billed: fc.bigInt({ min: 0n, max: 10n ** 15n }).map(picoToString),
})
const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))

test("a cut keeps every sum: groups, series and comparison, bucket by bucket", () => {
  fc.assert(
    fc.property(fc.array(spent, { maxLength: 40 }), fc.integer({ min: 0, max: 5 }), (list, top) => {
      const answer = spendAnswer({ ...base, spent: list, before: { a: "3", b: "2", c: "1.5" } })
      const cut = topGroups(answer, "team", top)
      const whole = [...cut.groups.map((group) => group.billed), cut.other?.billed ?? "0"]
      expect(sum(whole)).toBe(answer.total.billed)
      const calls = [...cut.groups, ...(cut.other ? [cut.other] : [])].reduce((n, each) => n + each.calls, 0)
      expect(calls).toBe(answer.total.calls)
      for (const { bucket } of answer.series) {
        const of = (series: typeof answer.series) =>
          sum(series.filter((point) => point.bucket === bucket).map((point) => point.billed))
        expect(of(cut.series)).toBe(of(answer.series))
      }
      const before = [...(cut.compare?.groups ?? []).map((g) => g.billed), cut.compare?.other?.billed ?? "0"]
      expect(sum(before)).toBe("6.5")
      expect(cut.groups.filter((group) => group.key.team !== null).length).toBeLessThanOrEqual(top)
    }),
  )
})

test("Unattributed is kept however small it is, and Other counts who joined it", () => {
  const list = names.map((value, index) => ({ bucket: 0, value, billed: String(50 - index) }))
  const answer = spendAnswer({
    ...base,
    spent: [
      ...list,
      { bucket: 0, value: null, billed: "0.01" },
      { bucket: 0, value: undefined, billed: "7" },
    ],
    otherCount: 4,
  })
  const cut = topGroups(answer, "team", 2)
  expect(cut.groups.map((group) => group.key.team)).toEqual(["a", "b", null])
  expect(cut.other).toMatchObject({ count: 7, billed: "148" })
  expect(topGroups(answer, "team", 9)).toBe(answer)
})
