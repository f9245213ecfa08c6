import fc from "fast-check"
import { expect, test } from "vitest"
import { add, formatDecimal, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { centTable } from "./cent-table"

const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
const amount = fc
  .oneof(
    fc.constant(0n),
    fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
    fc.bigInt({ min: -(10n ** 10n), max: 10n ** 10n }),
  )
  .map(picoToString)
const tables = fc
  .integer({ min: 1, max: 8 })
  .chain((width) =>
    fc.array(fc.array(amount, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 40 }),
  )

test("rows, columns and their sums add up as they are printed, each cell within a cent of itself", () => {
  fc.assert(
    fc.property(tables, (amounts) => {
      const { cells, rows, columns } = centTable(amounts)
      expect(sum(rows)).toBe(sum(columns))
      for (const [i, row] of cells.entries()) {
        expect(sum(row)).toBe(rows[i])
        for (const [j, cell] of row.entries()) {
          const apart = sum([
            cell,
            `${amounts[i]?.[j]}`.startsWith("-") ? `${amounts[i]?.[j]}`.slice(1) : `-${amounts[i]?.[j]}`,
          ])
          expect(Math.abs(Number(apart))).toBeLessThanOrEqual(0.01)
        }
      }
      for (const [j, column] of columns.entries()) expect(sum(cells.map((row) => row[j] ?? "0"))).toBe(column)
    }),
  )
})

test("what is nothing stays nothing", () => {
  const { cells } = centTable([
    ["0", "1.005", "0.004"],
    ["2.111", "0", "0.333"],
  ])
  expect([cells[0]?.[0], cells[1]?.[1]]).toEqual(["0", "0"])
})

test("a table without rows has no columns either", () => {
  expect(centTable([])).toEqual({ cells: [], rows: [], columns: [] })
})
