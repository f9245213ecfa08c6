import fc from "fast-check"
import { expect, test } from "vitest"
import { roundAmount } from "./budgets"

test("an amount has two digits that count and is near what it is made of", () => {
  expect(roundAmount("7452.106029928", 105n)).toBe("7800")
  expect(roundAmount("139.27", 130n)).toBe("180")
  expect(roundAmount("0.004", 100n)).toBe("1")
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 10_000_000 }), (dollars) => {
      const amount = Number(roundAmount(String(dollars), 100n))
      expect(String(amount)).toMatch(/^\d\d?0*$/)
      expect(Math.abs(amount - dollars)).toBeLessThanOrEqual(dollars * 0.05)
    }),
  )
})
