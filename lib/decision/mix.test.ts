import * as fc from "fast-check"
import { expect, test } from "vitest"
import { divideHalfEven } from "@/lib/money"
import { cheapestMix, TooManyMixes } from "./mix"
import { type Candidate, type Contract, type Situation, type Unit, WHOLE } from "./model"
import { partsOf } from "./total"

const DAYS = 5
const money = fc.bigInt({ min: 0n, max: 40_000_000_000_000n })
const amounts = fc.array(money, { minLength: DAYS, maxLength: DAYS })
const share = fc.bigInt({ min: 900_000_000n, max: WHOLE })
const GATEWAYS = ["red", "blue", "green"]

const contract = (id: string) =>
  fc.record({
    id: fc.constant(id),
    upkeep: money,
    subscription: fc.oneof(fc.constant(0n), money),
    fee: fc.option(
      fc.record({
        share: fc.bigInt({ min: 0n, max: 100_000_000n }),
        minimum: fc.oneof(fc.constant(0n), money),
        free: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 200_000_000_000_000n })),
      }),
      { nil: null },
    ),
  })

const measured = fc.record({ share, n: fc.nat(10_000), isAssumed: fc.boolean() })

function candidate(route: string, contracts: readonly string[], pays: string | null) {
  return fc
    .record({
      tokens: amounts,
      failed: amounts,
      availability: measured,
      rescued: measured,
      isExcluded: fc.nat(4).map((n) => n === 0),
    })
    .map(
      ({ isExcluded, ...costs }): Candidate => ({
        ...{ route, contracts, ...costs, taken: 1, unpriced: 0, assumedPrices: 0, asOf: null },
        feeBase: new Map(pays ? [[pays, costs.tokens]] : []),
        excludedBy: isExcluded && route !== "direct" ? "ruled out" : null,
      }),
    )
}

function unit(at: number) {
  const provider = `direct:${at % 3}`
  return fc
    .tuple(
      amounts,
      candidate("direct", [provider], null),
      fc.tuple(...GATEWAYS.map((id) => candidate(id, [id], id))),
      candidate("own keys", [provider, "red"], "red"),
      fc.nat(3),
      fc.boolean(),
    )
    .map(([valued, direct, gateways, keys, offered, withKeys]): Unit => {
      const candidates = [direct, ...gateways.slice(0, offered), ...(withKeys ? [keys] : [])]
      return { id: String(at), calls: 1, valued, unvalued: 0, candidates, today: direct }
    })
}

const organisation = fc
  .tuple(
    fc.tuple(...["direct:0", "direct:1", "direct:2", ...GATEWAYS].map(contract)),
    fc
      .integer({ min: 1, max: 5 })
      .chain((size) => fc.tuple(...Array.from({ length: size }, (_, at) => unit(at)))),
  )
  .map(
    ([contracts, units]): Situation => ({
      days: DAYS,
      contracts: new Map(contracts.map((each): [string, Contract] => [each.id, each])),
      units,
    }),
  )

/** Every assignment there is, with what it costs by the definition of the total: no bound, no subset. */
function bruteForce({ units, contracts, days }: Situation) {
  const month = (sum: bigint) => divideHalfEven(sum * 30n, BigInt(days))
  const plus = (some: readonly bigint[]) => some.reduce((a, b) => a + b, 0n)
  let all: Candidate[][] = [[]]
  for (const { candidates } of units) {
    const open = candidates.filter(({ excludedBy }) => excludedBy === null)
    all = all.flatMap((chosen) => open.map((one) => [...chosen, one]))
  }
  return all.map((assignment) => {
    const bought = new Map<string, bigint>()
    let total = 0n
    assignment.forEach((one, at) => {
      const lost = (WHOLE - one.availability.share) * (WHOLE - one.rescued.share)
      total += month(plus(one.tokens)) + month(plus(one.failed))
      total += month(divideHalfEven(plus(units[at]?.valued ?? []) * lost, WHOLE * WHOLE))
      for (const [id, base] of one.feeBase) bought.set(id, (bought.get(id) ?? 0n) + month(plus(base)))
    })
    for (const id of new Set(assignment.flatMap((one) => one.contracts))) {
      const terms = contracts.get(id)
      total += (terms?.upkeep ?? 0n) + (terms?.subscription ?? 0n)
      const base = bought.get(id) ?? 0n
      if (!terms?.fee || base === 0n) continue
      const over = base > terms.fee.free ? base - terms.fee.free : 0n
      const charged = divideHalfEven(over * terms.fee.share, WHOLE)
      if (charged > terms.fee.minimum) total += charged
      else total += terms.fee.minimum
    }
    return { assignment, total }
  })
}

test("the mix of 200 organisations is the cheapest of all assignments, to the last digit", () => {
  fc.assert(
    fc.property(organisation, (situation) => {
      const every = bruteForce(situation)
      const least = every.reduce((best, each) => (each.total < best.total ? each : best))
      const mix = cheapestMix(situation)
      expect(mix.total).toBe(least.total)
      const ties = every.filter(({ total }) => total === least.total).map(({ assignment }) => assignment)
      expect(ties).toContainEqual([...mix.assignment])
      expect(partsOf(situation, mix.assignment).total).toBe(mix.total)
      expect(mix.combinations).toBe(BigInt(every.length))
      expect(mix.stuck).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test("a unit that nothing is open to stays as it is", () => {
  const [situation] = fc.sample(organisation, 1)
  const units = (situation?.units ?? []).map((each) => ({
    ...each,
    candidates: each.candidates.map((one) => ({ ...one, excludedBy: "ruled out" })),
  }))
  const mix = cheapestMix({ days: DAYS, contracts: new Map(), units })
  expect(mix.assignment).toEqual(units.map(({ today }) => today))
  expect(mix.stuck).toEqual(units.map(({ id }) => id))
})

test("where free amounts leave every mix open the search ends in time and says so", () => {
  const dollars = 1_000_000_000_000n
  const ids = Array.from({ length: 8 }, (_, at) => `x${at}`)
  const fee = { share: WHOLE / 2n, minimum: 0n, free: 300n * dollars }
  const contracts = new Map(ids.map((id) => [id, { id, upkeep: 0n, subscription: 0n, fee }]))
  const sure = { share: WHOLE, n: 0, isAssumed: true }
  const units = ids.map((id, at): Unit => {
    const tokens = [(290n + BigInt(at) * 7n) * dollars]
    const candidates = ids.map(
      (route): Candidate => ({
        ...{ route, tokens, failed: [0n], contracts: [route], feeBase: new Map([[route, tokens]]) },
        ...{ availability: sure, rescued: sure, unpriced: 0, assumedPrices: 0, asOf: null, excludedBy: null },
        taken: 0,
      }),
    )
    const [today] = candidates as [Candidate, ...Candidate[]]
    return { id, calls: 1, valued: [0n], unvalued: 0, candidates, today }
  })
  const start = performance.now()
  expect(() => cheapestMix({ days: 30, contracts, units })).toThrow(TooManyMixes)
  expect(performance.now() - start).toBeLessThan(5_000)
})
