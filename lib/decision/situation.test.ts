import { expect, test } from "vitest"
import { Assumptions, definitionsFor } from "./assumptions"
import { drawMonths } from "./resample"
import { situationOf } from "./situation"
import type { RouteTraffic, TrafficUnit } from "./traffic"
import { unitVerdict } from "./verdict"

const DOLLAR = 1_000_000_000_000n
const ROUTES = ["direct", "openrouter", "reseller"]

function route(tokens: bigint, unpriced: number): RouteTraffic {
  return { tokens: [tokens], failed: [0n], feeBase: [tokens], unpriced, missing: 0, assumed: 0, asOf: null }
}

function unit(unpriced: readonly number[]): TrafficUnit {
  const routes = new Map(ROUTES.map((id, at) => [id, route(DOLLAR * 100n, unpriced[at] ?? 0)]))
  return {
    ...{ id: "openai", families: ["openai"], feature: null, models: [], calls: 1_000 },
    ...{ requestsByFeature: new Map([["search", [1_000n]]]), routes },
    taken: new Map([["direct", { ...route(DOLLAR * 100n, unpriced[0] ?? 0), calls: 1_000 }]]),
  }
}

function situation(unpriced: readonly number[], assume: Record<string, string> = {}) {
  const definitions = definitionsFor({ routes: ROUTES, families: ["openai"], features: ["search"] })
  const assumptions = new Assumptions(
    definitions,
    new Map(),
    new Map(Object.entries(assume)),
    (dollars) => dollars,
  )
  const traffic = {
    ...{ days: [new Date(0)], units: [unit(unpriced)], calls: 1_000, unpriced: unpriced[0] ?? 0 },
    ...{ ledger: 0n, rerated: 0n },
  }
  return situationOf({ traffic, assumptions, health: [], gaps: [] })
}

const reasons = (unpriced: readonly number[], assume = {}) =>
  situation(unpriced, assume).units[0]?.candidates.map(({ excludedBy }) => excludedBy)

test("a route that lacks prices another has is ruled out, direct or not", () => {
  expect(reasons([500, 0, 0])).toEqual(["has no price for 500 of 1,000 calls", null, null])
  expect(reasons([0, 6, 5])).toEqual([null, "has no price for 6 of 1,000 calls", null])
  expect(reasons([500, 500, 500])).toEqual([null, null, null])
})

test("what a route may not take rules no other out for its prices", () => {
  const out = "data of search must stay with a direct contract"
  expect(reasons([500, 0, 0], { keep_direct: "search" })).toEqual([null, out, out])
})

test("what no route prices is not decided", () => {
  const verdict = (unpriced: readonly number[]) => {
    const found = situation(unpriced)
    const mix = found.units.flatMap(({ candidates }) => candidates.slice(0, 1))
    return unitVerdict(found, mix, 0, drawMonths(1, 10))?.verdict
  }
  expect(verdict([0, 0, 0])).toBe("direct")
  expect(verdict([500, 500, 500])).toBe("not enough data")
})
