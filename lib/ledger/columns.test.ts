import fc from "fast-check"
import { expect, test } from "vitest"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { testDatabase } from "@/lib/testing/database"
import { Column, INT2, INT4, INT8, microseconds, TIMESTAMPTZ, textArray } from "./columns"

await testDatabase()

/** Columns of null alone are left to the test of their own. */
const listOf = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.option(value), { maxLength: 30 }).filter((list) => list.some((entry) => entry !== null))

function filled<Value extends number | bigint>(column: Column<Value>, values: readonly (Value | null)[]) {
  for (const value of values) column.add(value)
  return column.toParameter()
}

const row = z.object({
  small: z.array(z.number().nullable()),
  whole: z.array(z.number().nullable()),
  big: z.array(z.string().nullable()),
  time: z.array(z.date().nullable()),
  text: z.array(z.string().nullable()),
})

test("PostgreSQL reads what was written", async () => {
  await fc.assert(
    fc.asyncProperty(
      listOf(fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 })),
      listOf(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
      listOf(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      listOf(fc.date({ min: new Date("1990-01-01"), max: new Date("2200-01-01"), noInvalidDate: true })),
      listOf(fc.string({ unit: "grapheme" })),
      async (small, whole, big, time, text) => {
        const instants = time.map((at) => (at === null ? null : microseconds(at)))
        const [found] = await query(
          Prisma.sql`select ${filled(new Column(INT2, small.length), small)}::smallint[] as small,
            ${filled(new Column(INT4, whole.length), whole)}::integer[] as whole,
            ${filled(new Column(INT8, big.length), big)}::bigint[]::text[] as big,
            ${filled(new Column(TIMESTAMPTZ, time.length), instants)}::timestamptz[] as time,
            ${textArray(text)}::text[] as text`,
          row,
        )
        const shown = text.map((entry) => entry?.replaceAll("\u0000", "\uFFFD") ?? null)
        expect(found).toEqual({ small, whole, big: big.map((n) => n?.toString() ?? null), time, text: shown })
      },
    ),
    { numRuns: 50 },
  )
})

test("a column without a value is no parameter", () => {
  expect(filled(new Column(INT4, 2), [null, null])).toBeNull()
  expect(filled(new Column(INT8, 0), [])).toBeNull()
  expect(textArray([null])).toBeNull()
})

test("a number that would be stored as another one is refused", () => {
  expect(() => new Column(INT2, 1).add(32_768)).toThrow(RangeError)
  expect(() => new Column(INT4, 1).add(2 ** 31)).toThrow(RangeError)
  expect(() => new Column(INT4, 1).add(0.5)).toThrow(RangeError)
  expect(() => new Column(INT8, 1).add(2n ** 63n)).toThrow(RangeError)
})
