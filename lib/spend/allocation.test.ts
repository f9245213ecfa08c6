import fc from "fast-check"
import { expect, test } from "vitest"
import { allocate, type PoolSplit } from "./allocation"

const team = fc.constantFrom("Search", "Support", "Sales", "Growth")
const amount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })
const listed = fc.uniqueArray(team, { maxLength: 4 })
const anyPool: fc.Arbitrary<PoolSplit> = fc.oneof(
  fc.record({
    split: fc.constantFrom("even", "proportional"),
    teams: listed.map((teams) => teams.map((each) => ({ team: each, percent: null }))),
  }),
  listed.map((teams) => ({
    split: "fixed" as const,
    teams: teams.map((each, at) => ({
      team: each,
      percent: ["25", "12.5", "33.3333333333", "29.1"][at] ?? "0",
    })),
  })),
)
const anyMonth = fc.record({
  direct: fc.array(fc.tuple(fc.option(team), amount), { maxLength: 5 }).map((pairs) => new Map(pairs)),
  amounts: fc.array(amount, { minLength: 3, maxLength: 3 }),
})

test("parts and what stays unallocated are each pool to the last digit", () => {
  fc.assert(
    fc.property(anyMonth, fc.array(anyPool, { maxLength: 3 }), ({ direct, amounts }, pools) => {
      const { shares, unallocated } = allocate({ direct, pools: amounts }, pools)
      for (const at of pools.keys()) {
        const parts = [...shares.values()].reduce((sum, own) => sum + (own[at] ?? 0n), 0n)
        expect(parts + (unallocated[at] ?? 0n)).toBe(amounts[at])
      }
    }),
  )
})

test("an even split differs by a pico at most, a proportional one follows what teams spent", () => {
  const direct = new Map<string | null, bigint>([
    ["Search", 300n],
    ["Support", 100n],
    [null, 900n],
  ])
  const pools: PoolSplit[] = [
    { split: "even", teams: [] },
    { split: "proportional", teams: [] },
    { split: "fixed", teams: [{ team: "Sales", percent: "12.5" }] },
  ]
  const { shares, unallocated } = allocate({ direct, pools: [7n, 400n, 80n] }, pools)
  expect(shares.get("Search")).toEqual([4n, 300n, 0n])
  expect(shares.get("Support")).toEqual([3n, 100n, 0n])
  expect(shares.get("Sales")).toEqual([0n, 0n, 10n])
  expect(unallocated).toEqual([0n, 0n, 70n])
})

test("without a team that spent anything the pool stays whole", () => {
  const pools: PoolSplit[] = [
    { split: "proportional", teams: [{ team: "Search", percent: null }] },
    { split: "even", teams: [] },
  ]
  const { unallocated } = allocate({ direct: new Map([[null, 5n]]), pools: [9n, 9n] }, pools)
  expect(unallocated).toEqual([9n, 9n])
})
