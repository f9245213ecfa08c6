import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readCsv } from "@/lib/testing/csv-file"
import { priceCells, priceCsv, readPriceCsv } from "./price-csv"
import { type PriceInput, priceInput, toPriceRow } from "./price-input"
import { planPrices } from "./price-plan"
import type { PriceRow } from "./schema"

const TODAY = "2026-11-20"
const figure = fc.tuple(fc.nat(99_999), fc.nat(999_999)).map(([whole, part]) => `${whole}.${part}`)
const model = fc.stringMatching(/^[a-z0-9=@+\-"',;*.]{1,12}$/)
const drawn = fc.record({
  provider: fc.stringMatching(/^[a-z=+@][a-z0-9 ,"-]{0,10}[a-z]$/),
  models: fc.uniqueArray(model, { minLength: 1, maxLength: 3 }),
  from: fc.integer({ min: 1, max: 28 }).map((day) => `2026-10-${String(day).padStart(2, "0")}`),
  to: fc.constantFrom(null, "2026-11-01", "2027-01-01"),
  source: fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== ""),
  conditions: fc.constantFrom({}, { serviceTier: "batch" }, { minInputTokens: 1, weekdays: [1, 2] }),
  price: fc.oneof(
    fc.record({ input_uncached: figure, output: figure, request: figure }).map((rates) => ({
      ...{ currency: "EUR", per_million: rates },
    })),
    fc.constantFrom({ percent: "-12.5" }, { percent: "8" }),
  ),
})

function inputOf({
  price,
  ...rest
}: typeof drawn extends fc.Arbitrary<infer T> ? T : never): PriceInput | null {
  const parsed = priceInput.safeParse({ ...rest, ...price })
  return parsed.success ? parsed.data : null
}

const zones = fc.constantFrom("UTC", "Asia/Kathmandu", "America/St_Johns")

test("what is exported is read back unchanged, in any zone, and no cell is a formula", () => {
  fc.assert(
    fc.property(fc.array(drawn, { minLength: 1, maxLength: 5 }), zones, (all, zone) => {
      const rows = all.flatMap((one) => {
        const input = inputOf(one)
        return input ? [toPriceRow(input, zone, TODAY)] : []
      })
      const csv = priceCsv(rows, zone)
      const read = readPriceCsv(csv)
      const trimmed = (row: PriceRow) => {
        const cells = priceCells(row, zone)
        return { ...cells, source: cells.source.trim() }
      }
      expect(read.map(({ cells }) => cells)).toEqual(rows.map(trimmed))
      const standing = rows.map((row, id) => ({ id, row }))
      const plan = planPrices(read, standing, zone, TODAY)
      expect(plan.lines.filter(({ state }) => state !== "unchanged")).toEqual([])
      expect([plan.adds, plan.ends]).toEqual([[], []])
      const cells = readCsv(csv).rows.flatMap((row) => Object.values(row))
      expect(cells.filter((cell) => /^\s*[=+@]/.test(cell))).toEqual([])
    }),
  )
})

test("as many lines as a file may have are looked through while nobody waits for it", {
  timeout: 5_000,
}, () => {
  const line = (model: number) =>
    priceInput.parse({
      provider: "openai",
      models: [`m-${model}`],
      from: "2026-10-01",
      to: null,
      source: "x",
      percent: "-5",
    })
  const rows = Array.from({ length: 2_000 }, (_, model) => toPriceRow(line(model), "UTC", TODAY))
  const read = readPriceCsv(priceCsv(rows, "UTC"))
  const standing = rows.map((row, id) => ({ id, row }))
  const states = planPrices(read, standing, "UTC", TODAY).lines.map(({ state }) => state)
  expect(states).toEqual(rows.map(() => "unchanged"))
})

describe("a file of prices", () => {
  const head = "provider,models,from,to,input_uncached,output,percent,source\n"
  const planOf = (lines: string, standing: PriceRow[] = []) => {
    const own = standing.map((row, i) => ({ id: i + 1, row }))
    return planPrices(readPriceCsv(head + lines), own, "Europe/Berlin", TODAY)
  }
  const rowsOf = (lines: string) => planOf(lines).adds

  test("a price that begins while another holds ends that one", () => {
    const standing = rowsOf("openai,gpt-x,2026-01-01,,2,8,,Old contract\n")
    const plan = planOf("openai,gpt-x,2026-11-01,,1,4,,New contract\n", standing)
    expect(plan.lines).toMatchObject([{ state: "added", detail: "price 1 ends before 1 Nov 2026." }])
    expect(plan.ends).toMatchObject([{ id: 1, after: { effectiveTo: "2026-10-31T23:00:00.000Z" } }])
    expect(plan.adds).toMatchObject([{ rates: { input_uncached: "0.000001", output: "0.000004" } }])
  })

  test("a line that differs in its end alone ends the price", () => {
    const standing = rowsOf("openai,*,2026-01-01,,,,-10,Discount\n")
    const plan = planOf("openai,*,2026-01-01,2026-12-01,,,-10,Discount\n", standing)
    expect(plan).toMatchObject({
      lines: [{ state: "ended", detail: "It ends before 1 Dec 2026." }],
      adds: [],
      ends: [{ id: 1, after: { effectiveTo: "2026-11-30T23:00:00.000Z" } }],
    })
  })

  test("lines that cannot be used say why, and lines that compete are told apart", () => {
    const standing = rowsOf("openai,gpt-y,2026-11-10,,1,1,,Later\n")
    const { lines } = planOf(
      [
        "openai,gpt-x,2026-13-01,,1,4,,A",
        "openai,gpt-x,2026-11-01,,1,4,5,B",
        "openai,gpt-x,2026-11-01,,-1,4,,C",
        "openai,gpt-y,2026-11-01,,1,4,,D",
        "openai,gpt-z,2026-11-01,,1,4,,E",
        "openai,gpt-z,2026-11-01,,2,4,,F",
        "",
      ].join("\n"),
      standing,
    )
    expect(lines.map(({ line, state }) => [line, state])).toEqual([
      ...[2, 3, 4, 5].map((line) => [line, "invalid"]),
      [6, "added"],
      [7, "invalid"],
    ])
    expect(lines[1]?.detail).toContain("one of the two")
    expect(lines[3]?.detail).toContain("price 1 holds")
    expect(lines[5]?.detail).toContain("a line above holds")
  })

  test("a file that is none is refused with what is wrong", () => {
    expect(() => readPriceCsv("provider,model\nopenai,x\n")).toThrow('"model" is none of provider, models')
    expect(() => readPriceCsv('provider,models\n"open"ai,x\n')).toThrow("Line 2 is no CSV")
  })
})
