import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { add, formatDecimal, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { centParts } from "@/lib/money-format"
import { measures, spendAnswer } from "@/lib/testing/spend-answer"
import { parseLocalOrInstant } from "@/lib/time"
import { toExploreLines } from "./explore-lines"
import type { SpendAnswer } from "./schema"
import { DEFAULT_VIEW } from "./url"

const zone = "Asia/Kathmandu"
const from = parseLocalOrInstant("2026-11-01", zone)
const to = parseLocalOrInstant("2026-11-20", zone)
const now = parseLocalOrInstant("2026-11-10T09:00", zone)
const view = { ...DEFAULT_VIEW, groupBy: ["team", "model"] as const }
const amount = fc.bigInt({ min: 1n, max: 10n ** 16n }).map(picoToString)
const pair = fc.record({
  team: fc.constantFrom<string | null>("a", "b", null),
  model: fc.constantFrom<string | null>("x", "y", "z", null),
  billed: amount,
})
const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))

type Pair = { team: string | null; model: string | null; billed: string }

function answers(pairs: readonly Pair[], shown: number): { outer: SpendAnswer; inner: SpendAnswer } {
  const outer = spendAnswer({
    from,
    to,
    zone,
    interval: "day",
    dimension: "team",
    spent: pairs.map(({ team, billed }) => ({ bucket: 0, value: team, billed })),
  })
  const byPair = new Map<string, Pair[]>()
  for (const each of pairs) {
    const id = JSON.stringify([each.team, each.model])
    byPair.set(id, [...(byPair.get(id) ?? []), each])
  }
  const groups = [...byPair.values()].slice(0, shown).map((list) => ({
    key: { team: list[0]?.team ?? null, model: list[0]?.model ?? null },
    ...measures(list.map((each) => each.billed)),
  }))
  return { outer, inner: { ...outer, groups, series: [] } }
}

describe("two levels", () => {
  test("the rows of the second add up to their row, whatever part of the pairs is known", () => {
    fc.assert(
      fc.property(
        fc.array(pair, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 12 }),
        (pairs, shown) => {
          const { outer, inner } = answers(pairs, shown)
          const table = toExploreLines(outer, inner, { view: { ...view, groupBy: [...view.groupBy] }, now })
          expect(sum(table.lines.map((line) => line.billed ?? "0"))).toBe(table.total.billed)
          for (const line of table.lines) {
            expect(sum(line.within.map((each) => each.billed ?? "0"))).toBe(line.billed)
            const requests = line.within.reduce((count, each) => count + (each.requests ?? 0), 0)
            expect(requests).toBe(line.requests)
            const shares = line.within.reduce((count, each) => count + (each.share ?? 0), 0)
            expect(shares).toBe(line.share)
          }
        },
      ),
    )
  })

  test("as they are printed, rows of the second add up to their row and rows of the first to the total", () => {
    fc.assert(
      fc.property(
        fc.array(pair, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 12 }),
        (pairs, shown) => {
          const { outer, inner } = answers(pairs, shown)
          const table = toExploreLines(outer, inner, { view: { ...view, groupBy: [...view.groupBy] }, now })
          for (const column of ["billed", "list"] as const) {
            const whole = sum(centParts([table.total.cents[column]]))
            expect(sum(table.lines.map((line) => line.cents[column]))).toBe(whole)
            for (const line of table.lines) {
              expect(sum(line.within.map((each) => each.cents[column]))).toBe(sum([line.cents[column]]))
            }
          }
        },
      ),
    )
  })

  test("three teams of $10.004 each print what adds up to $30.01, and so do their models", () => {
    const pairs = ["a", "b", null].flatMap((team) =>
      ["x", "y"].map((model) => ({ team, model, billed: "5.002" })),
    )
    const { outer, inner } = answers(pairs, 6)
    const table = toExploreLines(outer, inner, { view: { ...view, groupBy: [...view.groupBy] }, now })
    expect(table.lines.map((line) => line.billedText)).toEqual(["$10.01", "$10.00", "$10.00"])
    expect(table.lines.map((line) => line.within.map((each) => each.billedText))).toEqual([
      ["$5.01", "$5.00"],
      ["$5.00", "$5.00"],
      ["$5.00", "$5.00"],
    ])
    expect(table.total.billedText).toBe("$30.01")
  })

  test("a row of the second narrows the page to both values", () => {
    const { outer, inner } = answers([{ team: "a", model: "x", billed: "1" }], 5)
    const table = toExploreLines(outer, inner, { view: { ...view, groupBy: [...view.groupBy] }, now })
    expect(table.lines[0]?.within[0]?.href).toContain("filter=team%3Da&filter=model%3Dx")
    expect(table.lines[0]?.href).toContain("/explore?group_by=team%2Cmodel&filter=team%3Da")
  })
})
