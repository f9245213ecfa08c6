import { expect, test } from "vitest"
import { breakEven, costAt, costLine, unitBreakEven } from "./break-even"
import type { Candidate, Contract, Situation } from "./model"
import { WHOLE } from "./model"
import { readPageQuery } from "./page-query"
import { drawMonths, intervalOf } from "./resample"
import { feeOf } from "./total"
import { cellsOfVolumes, parseVolume } from "./volumes"

const DOLLAR = 1_000_000_000_000n
const FEE = { share: 55_000_000n, minimum: (DOLLAR * 4n) / 5n, free: 0n }

test("a fee has its share, its minimum and its free amount, and nothing bought costs nothing", () => {
  expect(feeOf(FEE, 0n)).toBe(0n)
  expect(feeOf(FEE, DOLLAR)).toBe((DOLLAR * 4n) / 5n)
  expect(feeOf(FEE, DOLLAR * 1_000n)).toBe(DOLLAR * 55n)
  expect(feeOf({ share: 50_000_000n, minimum: 0n, free: DOLLAR * 25_000n }, DOLLAR * 25_100n)).toBe(
    DOLLAR * 5n,
  )
})

test("the interval of days that are all alike is the amount itself, and it is the same in every run", () => {
  const months = drawMonths(30, 200)
  const alike = Array.from({ length: 30 }, () => DOLLAR)
  expect(intervalOf(alike, DOLLAR * 37n, months)).toEqual({ low: DOLLAR * 37n, high: DOLLAR * 37n })
  const mixed = alike.map((amount, day) => amount * BigInt(day))
  const { low, high } = intervalOf(mixed, DOLLAR * 435n, months)
  expect(low < DOLLAR * 435n && DOLLAR * 435n < high).toBe(true)
  expect(intervalOf(mixed, DOLLAR * 435n, drawMonths(30, 200))).toEqual({ low, high })
})

const certain = { share: WHOLE, n: 1_000, isAssumed: false }

function candidate(route: string, tokens: bigint): Candidate {
  return {
    ...{ route, tokens: [tokens], failed: [0n], contracts: [route], availability: certain, rescued: certain },
    feeBase: new Map(route === "direct" ? [] : [[route, [tokens]]]),
    ...{ taken: 1, unpriced: 0, assumedPrices: 0, asOf: null, excludedBy: null },
  }
}

function contract(id: string, upkeep: bigint): Contract {
  return { id, upkeep, subscription: 0n, fee: id === "direct" ? null : FEE }
}

test("at the break-even both cost the same, below it the one with less upkeep is cheaper", () => {
  const [direct, gateway] = [candidate("direct", DOLLAR * 10_000n), candidate("gateway", DOLLAR * 10_000n)]
  const unit = {
    id: "all",
    calls: 1,
    valued: [0n],
    unvalued: 0,
    candidates: [direct, gateway],
    today: direct,
  }
  const contracts = new Map([
    ["direct", contract("direct", DOLLAR * 500n)],
    ["gateway", contract("gateway", DOLLAR * 100n)],
  ])
  const situation: Situation = { days: 30, contracts, units: [unit] }
  const { scale, below } = breakEven(situation, [gateway], [direct])
  expect(below).toBe("first")
  const at = (mix: Candidate, millionths: bigint) => costAt(situation, costLine(situation, [mix]), millionths)
  // 400 dollars of upkeep less are 5.5 % of 7,272.73 dollars.
  expect(scale).toBe(727_273n)
  expect(at(gateway, 727_000n) < at(direct, 727_000n)).toBe(true)
  expect(at(gateway, 728_000n) > at(direct, 728_000n)).toBe(true)
  expect(unitBreakEven(DOLLAR * 10_000n, { ahead: DOLLAR * 150n, varying: DOLLAR * 550n })).toBe(
    7_272_727_272_727_273n,
  )
  expect(unitBreakEven(DOLLAR, { ahead: DOLLAR, varying: DOLLAR })).toBeNull()
})

test("typed volumes keep every token", () => {
  const volume = parseVolume("deepseek:deepseek-v4-flash:1000:12.5:40:3")
  expect(parseVolume("deepseek:deepseek-v4-flash:many:1:1:1")).toBeNull()
  const now = new Date("2026-11-20T12:00:00Z")
  const cells = volume ? cellsOfVolumes([volume], now, now) : []
  const sum = (pick: (cell: (typeof cells)[number]) => bigint) =>
    cells.reduce((total, cell) => total + pick(cell), 0n)
  expect(sum((cell) => cell.calls)).toBe(1_000n)
  expect(sum((cell) => cell.input_uncached)).toBe(7_500_000n)
  expect(sum((cell) => cell.cache_read)).toBe(5_000_000n)
  expect(sum((cell) => cell.output)).toBe(3_000_000n)
})

test("an address is read as far as it means something, and the rest is named", () => {
  const { query, ignored } = readPageQuery({
    ...{ window: "90d", scope: "galaxy", assume: ["direct_hours:5", "direct_hours:many", "nonsense:1"] },
    volume: "nothing",
  })
  expect(query).toMatchObject({ window: "90d", scope: "family", assume: [["direct_hours", "5"]], volume: [] })
  expect(ignored).toEqual(["scope=galaxy", "assume=direct_hours:many", "assume=nonsense:1", "volume=nothing"])
})
