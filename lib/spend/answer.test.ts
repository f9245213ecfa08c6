import { expect, test } from "vitest"
import { partsOf, type SpendRow } from "./answer"
import { noSums } from "./measures"

const START = Date.parse("2026-10-01T00:00:00Z")

test("a thousand groups over sixty days are put in order without searching for each", () => {
  const rows: SpendRow[] = []
  for (let day = 0; day < 60; day += 1) {
    for (let group = 0; group < 1_000; group += 1) {
      const sums = { ...noSums(), calls: 1n, billed_pico: BigInt((group * 7_919) % 1_000) + 1n }
      rows.push({ bucket: new Date(START + day * 86_400_000), key: [`g${group}`], sums })
    }
  }
  const find = Array.prototype.indexOf
  let searches = 0
  Array.prototype.indexOf = function (...args: [unknown]) {
    searches += 1
    return find.apply(this, args)
  }
  let parts: ReturnType<typeof partsOf>
  try {
    parts = partsOf(rows, ["feature"], 1_000)
  } finally {
    Array.prototype.indexOf = find
  }
  expect(searches).toBeLessThan(1_000)
  const names = parts.groups.map(({ key }) => key.feature)
  expect(names).toHaveLength(1_000)
  for (const day of [0, 30, 59]) {
    const cells = parts.series.slice(day * 1_000, (day + 1) * 1_000)
    expect(cells.map(({ key }) => key.feature)).toEqual(names)
    expect(new Set(cells.map(({ bucket }) => bucket)).size).toBe(1)
  }
})
