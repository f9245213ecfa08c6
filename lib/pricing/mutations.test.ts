import { expect, test } from "vitest"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { addPrice, endPrice, setExchangeRate } from "./mutations"
import { priceInput } from "./price-input"
import { getPriceBook, listExchangeRates, listOwnPrices } from "./queries"

await testDatabase()

const input = (more: object = {}) =>
  priceInput.parse({
    ...{ provider: "openai", models: ["gpt-4o"], from: "2026-11-01", source: "Contract 7" },
    ...{ percent: "-10" },
    ...more,
  })

test("a price is added, ends, and another takes its place; a rival is refused", async () => {
  const { scope } = await makeTenant()
  const { id } = await addPrice(scope, input())
  await expect(addPrice(scope, input({ percent: "-20", from: "2026-11-15" }))).rejects.toThrow(
    /^Price \d+ holds/,
  )
  await expect(endPrice(scope, id + 99, "2026-11-15")).rejects.toThrow("There is no such price.")
  await endPrice(scope, id, "2026-11-15")
  await addPrice(scope, input({ percent: "-20", from: "2026-11-15" }))
  const own = await listOwnPrices(scope)
  expect(own.map(({ row }) => [row.relative?.percent, row.effectiveFrom, row.effectiveTo])).toEqual([
    ["-20", "2026-11-15T00:00:00.000Z", null],
    ["-10", "2026-11-01T00:00:00.000Z", "2026-11-15T00:00:00.000Z"],
  ])
  const last = own[1]?.id ?? 0
  await expect(endPrice(scope, last, "2026-11-20")).rejects.toThrow("ends by then already")
  await endPrice(scope, last, "2026-11-01")
  expect(await listOwnPrices(scope)).toHaveLength(1)
})

test("of two editors at once one is refused, and neither sees another organisation's rows", async () => {
  const { scope } = await makeTenant()
  const other = await makeTenant()
  const tries = await Promise.allSettled([1, 2, 3].map(() => addPrice(scope, input())))
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  expect(await listOwnPrices(other.scope)).toEqual([])
  const [own] = await listOwnPrices(scope)
  await expect(endPrice(other.scope, own?.id ?? 0, "2026-12-01")).rejects.toThrow("There is no such price.")
})

test("an exchange rate holds from its day on, and one of the same day takes its place", async () => {
  const { scope } = await makeTenant()
  const rate = { currency: "EUR", date: "2026-11-20", usdPerUnit: "1.2345", source: "ECB" }
  await setExchangeRate(scope, rate)
  await setExchangeRate(scope, { ...rate, usdPerUnit: "1.25" })
  expect(await listExchangeRates(scope)).toEqual([{ ...rate, usdPerUnit: "1.25" }])
  await expect(setExchangeRate(scope, { ...rate, currency: "USD" })).rejects.toThrow("the dollar itself")
  await expect
    .poll(async () => (await getPriceBook(scope)).exchange.rates.get("EUR")?.at(-1)?.rate?.usdPerUnit, {
      timeout: 5_000,
    })
    .toBe("1.25")
})
