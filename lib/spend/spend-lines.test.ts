import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { add, formatDecimal, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { formatMoney } from "@/lib/money-format"
import { type Spent, spendAnswer } from "@/lib/testing/spend-answer"
import { parseLocalOrInstant } from "@/lib/time"
import { toSpendLines } from "./spend-lines"
import { DEFAULT_VIEW, parseView } from "./url"

const zone = "Europe/Berlin"
const base = {
  from: parseLocalOrInstant("2026-11-01", zone),
  to: parseLocalOrInstant("2026-11-20", zone),
  zone,
  interval: "day",
  dimension: "team",
} as const
const now = parseLocalOrInstant("2026-11-10T09:00", zone)
const options = { dimension: "team", view: DEFAULT_VIEW, now } as const
// Whole cents and more: below that a line says what it can in full, beyond what a sum of cents can hold.
const amount = fc.bigInt({ min: 10n ** 11n, max: 10n ** 16n }).map(picoToString)
const spent: fc.Arbitrary<Spent> = fc.record({
  bucket: fc.integer({ min: 0, max: 8 }),
  value: fc.constantFrom<string | null | undefined>("a", "b", "c", null, undefined),
  billed: amount,
})
const printed = (texts: readonly string[]) =>
  formatDecimal(
    texts.map((text) => parseDecimal(text.replace(/[$,+]/g, "").replace("\u2212", "-"))).reduce(add, ZERO),
  )

describe("printed amounts", () => {
  test("of the rows add up to the printed total, spend and change alike", () => {
    fc.assert(
      fc.property(
        fc.array(spent, { minLength: 1, maxLength: 30 }),
        fc.dictionary(fc.constantFrom("a", "b", "gone"), amount),
        (list, before) => {
          const answer = spendAnswer({ ...base, spent: list, before })
          const known = new Set(answer.groups.map((group) => String(group.key.team)))
          const compare = answer.compare!
          const unseen = compare.groups.filter((group) => !known.has(String(group.key.team)))
          const rest = unseen.map((group) => parseDecimal(group.billed)).reduce(add, ZERO)
          compare.groups = compare.groups.filter((group) => known.has(String(group.key.team)))
          compare.other = unseen[0] ? { ...unseen[0], billed: formatDecimal(rest) } : null
          const { lines, total } = toSpendLines(answer, options)
          expect(printed(lines.map((line) => line.billedText))).toBe(printed([total.billedText]))
          expect(total.billedText).toBe(formatMoney(answer.total.billed, "USD"))
          // A change of less than a cent is said in full.
          if (lines.every((line) => !/\.\d{3}/.test(line.changeText))) {
            expect(printed(lines.map((line) => line.changeText))).toBe(printed([total.changeText]))
          }
        },
      ),
    )
  })

  test("are within a cent of themselves, and a cent's part is no zero", () => {
    const list = ["0.005", "0.005", "0.0049", "2"].map((billed, at) => ({
      bucket: 0,
      value: `${at}`,
      billed,
    }))
    const { lines, total } = toSpendLines(spendAnswer({ ...base, spent: list }), options)
    expect(lines.map((line) => line.billedText)).toEqual(["$2.00", "$0.01", "$0.005", "$0.0049"])
    expect(total.billedText).toBe("$2.01")
    expect(lines[1]?.billed).toBe("0.005")
  })
})

test("a row narrows the page to itself and moves on; its amount leads to its events", () => {
  const list = ["Support & co", null, undefined].map((value) => ({ bucket: 0, value, billed: "3" }))
  const { lines, total } = toSpendLines(spendAnswer({ ...base, spent: list }), { ...options, movesOn: true })
  const view = (href: string | null | undefined) => parseView(new URLSearchParams(href?.split("?")[1]))
  const [named, other, unattributed] = lines
  expect(view(named?.href)).toMatchObject({
    groupBy: ["feature"],
    filters: [{ dimension: "team", operator: "=", values: ["Support & co"] }],
  })
  expect(view(other?.href)).toMatchObject({
    groupBy: ["team"],
    filters: [{ dimension: "team", operator: "!=", values: ["Support & co", null] }],
  })
  expect(view(unattributed?.href).filters).toEqual([{ dimension: "team", operator: "=", values: [null] }])
  expect(named?.eventsHref).toMatch(/^\/events\?filter=team/)
  expect([total.href, total.eventsHref]).toEqual([null, "/events"])
})

test("what has no price is a row without money, and a row of nothing else has none either", () => {
  const answer = spendAnswer({ ...base, spent: [{ bucket: 0, value: "a", billed: "0" }], before: { b: "1" } })
  const unpriced = { calls: 1, tokens: 500 }
  const [group] = answer.groups
  const { lines } = toSpendLines({ ...answer, unpriced, groups: [{ ...group!, unpriced }] }, options)
  expect(lines.map((line) => [line.name, line.billed, line.billedText, line.changeText, line.share])).toEqual(
    [
      ["a", null, "–", "–", null],
      ["Unpriced, 1 call", null, "–", "–", null],
    ],
  )
})

test("a course ends now: days to come are no zeros", () => {
  const { total, unfinished } = toSpendLines(spendAnswer({ ...base, spent: [] }), options)
  expect(total.trend).toHaveLength(10)
  expect(unfinished).toBe(true)
})
