import { expect, test } from "vitest"
import type { ShowbackAnswer, ShowbackTeam } from "./schema"
import { toShowbackLines } from "./showback-lines"

const team = (name: string | null, direct: string, more: Partial<ShowbackTeam> = {}): ShowbackTeam => ({
  team: name,
  direct,
  shares: [],
  total: direct,
  unpriced_calls: 0,
  ...more,
})

const answer = (teams: ShowbackTeam[], more: Partial<ShowbackAnswer> = {}): ShowbackAnswer => ({
  range: { from: "2026-11-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z" },
  zone: "UTC",
  currency: "USD",
  as_of: "2026-11-26T12:00:00.000Z",
  pools: [],
  teams,
  unallocated: "0",
  total: "30.012",
  ...more,
})

test("the foot is exact on hover, and printed so that the rows add up to it", () => {
  const teams = ["A", "B", "C"].map((name) => team(name, "10.004"))
  const { lines, total } = toShowbackLines(answer(teams), () => null)
  expect(lines.map(({ direct }) => direct?.text)).toEqual(["$10.01", "$10.00", "$10.00"])
  expect(total.direct).toEqual({ amount: "30.012", text: "$30.01" })
  expect(total.total).toEqual({ amount: "30.012", text: "$30.01" })
})

test("what has no price is a dash and no zero; a team without spend is a zero", () => {
  const teams = [
    team("A", "10", { shares: ["0"], total: "10" }),
    team("D", "0", { shares: ["0"], unpriced_calls: 2 }),
    team("E", "0", { shares: ["0"] }),
  ]
  const pool = { name: "Platform", split: "even", billed: "0", unallocated: "0", unpriced_calls: 1 } as const
  const { lines, total } = toShowbackLines(answer(teams, { pools: [pool], total: "10" }), () => null)
  const texts = lines.map((line) => [line.direct?.text, line.shares[0]?.text, line.total.text, line.share])
  expect(texts).toEqual([
    ["$10.00", "–", "$10.00", 1_000],
    ["–", "–", "–", null],
    ["$0.00", "–", "$0.00", 0],
    [undefined, "–", "$0.00", 0],
  ])
  expect([total.direct?.text, total.shares[0]?.text, total.total.text]).toEqual(["$10.00", "–", "$10.00"])
  expect(total.unpricedCalls).toBe(3)
})
