import fc from "fast-check"
import { expect, test } from "vitest"
import { type Hold, Purse } from "./purse"

const pico = fc.bigInt({ min: 0n, max: 1_000n })

test("what was spent and what is held never pass the cap, whatever settles when", () => {
  const step = fc.record({ worst: pico, share: fc.integer({ min: 0, max: 100 }), settles: fc.boolean() })
  fc.assert(
    fc.property(pico, fc.array(step, { maxLength: 60 }), (cap, steps) => {
      const purse = new Purse(cap, false)
      const open: { hold: Hold; cost: bigint | null }[] = []
      for (const { worst, share, settles } of steps) {
        const isTooMuch = purse.spent + purse.held + worst > cap
        const hold = purse.hold(worst)
        expect(hold === null).toBe(isTooMuch)
        // Beyond a hundred an answer does not tell what it cost.
        if (hold) open.push({ hold, cost: share > 80 ? null : (worst * BigInt(share)) / 100n })
        const next = settles ? open.shift() : undefined
        if (next) purse.settle(next.hold, next.cost)
        expect(purse.spent + purse.held).toBeLessThanOrEqual(cap)
      }
      for (const { hold, cost } of open) purse.settle(hold, cost)
      expect(purse.held).toBe(0n)
    }),
  )
})

test("what has no price is sent only where that is allowed, and counted as unknown, not as nothing", () => {
  expect(new Purse(1_000n, false).hold(null)).toBeNull()
  const purse = new Purse(1_000n, true)
  const hold = purse.hold(null)
  expect(hold && purse.settle(hold, null)).toBe(0n)
  expect([purse.unpricedCalls, purse.stopped]).toEqual([1, false])
})
