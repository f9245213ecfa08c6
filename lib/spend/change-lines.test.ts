import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { add, formatDecimal, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { CAUSES, type Cause } from "./change"
import { type ChangeLine, toChangeLines } from "./change-lines"
import { bridgeLinks, changeLinks } from "./change-links"
import { toBridge } from "./change-steps"
import { changeSentence, unpricedSentence } from "./change-words"
import type { ChangeAnswer, ChangeMeasures } from "./schema"
import { DEFAULT_VIEW } from "./url"

const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
// Whole cents and more: below that a cell says what it can in full, beyond what a sum of cents can hold.
const amount = fc
  .oneof(
    fc.constant(0n),
    fc.bigInt({ min: 10n ** 11n, max: 10n ** 15n }),
    fc.bigInt({ min: -(10n ** 15n), max: -(10n ** 11n) }),
  )
  .map(picoToString)
const causes = fc.record(
  Object.fromEntries(CAUSES.map((cause) => [cause, amount])) as Record<Cause, typeof amount>,
)

function measuresOf(before: string, found: Record<Cause, string>): ChangeMeasures {
  const difference = sum(Object.values(found))
  const unpriced = { before: 0, after: 0 }
  return { before, after: sum([before, difference]), difference, causes: found, unpriced }
}

function answerOf(parts: readonly ChangeMeasures[], names: readonly (string | null)[]): ChangeAnswer {
  const total = Object.fromEntries(
    CAUSES.map((cause) => [cause, sum(parts.map((part) => part.causes[cause]))]),
  )
  return {
    range: { from: "2026-11-01T00:00:00.000Z", to: "2026-11-20T00:00:00.000Z" },
    compared_with: { from: "2026-10-01T00:00:00.000Z", to: "2026-10-20T00:00:00.000Z" },
    zone: "UTC",
    currency: "USD",
    as_of: "2026-11-19T00:00:00.000Z",
    dimension: "team",
    ...measuresOf(sum(parts.map((part) => part.before)), total as Record<Cause, string>),
    groups: parts.slice(0, 4).map((part, at) => ({ key: { team: names[at] ?? null }, ...part })),
    other: parts[4] ? { named: 1, ...parts[4] } : null,
  }
}

const parts = fc.array(
  fc
    .tuple(fc.bigInt({ min: 10n ** 11n, max: 10n ** 15n }).map(picoToString), causes)
    .map(([before, found]) => measuresOf(before, found)),
  { minLength: 1, maxLength: 5 },
)
const read = (text: string) => text.replace(/[$,+]/g, "").replace("\u2212", "-")
const isCents = (line: ChangeLine) =>
  [line.change, ...Object.values(line.causes)].every(({ text }) => !/\.\d{3}/.test(text))
const comparison = { from: new Date("2026-10-01"), to: new Date("2026-10-20") }
const links = changeLinks(DEFAULT_VIEW, "team")

describe("a change as it is printed", () => {
  test("adds up along every row and down every column", () => {
    fc.assert(
      fc.property(parts, (list) => {
        const { lines, total } = toChangeLines(answerOf(list, ["a", "b", "c", null]), links)
        if (![...lines, total].every(isCents)) return
        for (const line of [...lines, total]) {
          expect(sum(CAUSES.map((cause) => read(line.causes[cause].text)))).toBe(
            sum([read(line.change.text)]),
          )
        }
        for (const cause of CAUSES) {
          expect(sum(lines.map((line) => read(line.causes[cause].text)))).toBe(
            sum([read(total.causes[cause].text)]),
          )
        }
      }),
    )
  })

  test("leads step by step from one period to the other", () => {
    fc.assert(
      fc.property(parts, (list) => {
        const answer = answerOf(list, ["a", "b", "c", null])
        const { steps } = toBridge(answer, {
          before: "Oct",
          after: "Nov",
          ...bridgeLinks(DEFAULT_VIEW, "team", comparison, "UTC"),
        })
        const [first, ...rest] = steps
        expect([first?.amount, rest.at(-1)?.amount]).toEqual([answer.before, answer.after])
        expect(rest.at(-2)?.to).toBe(answer.after)
        if (steps.some(({ text }) => /\.\d{3}/.test(text))) return
        expect(sum(steps.slice(0, -1).map(({ text }) => read(text)))).toBe(
          sum([read(steps.at(-1)?.text ?? "")]),
        )
        if (steps.some(({ toText }) => /\.\d{3}/.test(toText))) return
        for (const [at, step] of steps.slice(0, -1).entries()) {
          expect(sum([read(step.toText)])).toBe(sum(steps.slice(0, at + 1).map(({ text }) => read(text))))
        }
      }),
    )
  })
})

const plain = Object.fromEntries(CAUSES.map((cause) => [cause, "0"])) as Record<Cause, string>
const sentence = (before: string, found: Partial<Record<Cause, string>>) =>
  changeSentence(answerOf([measuresOf(before, { ...plain, ...found })], ["a"]))

test.each([
  [
    "10",
    { price: "3", volume: "1", mix: "-2" },
    "Spend rose $2.00 (+20.0%), mostly because prices rose (+$3.00).",
  ],
  [
    "10",
    { cache: "-4", new: "1" },
    "Spend fell $3.00 (\u221230.0%), mostly because more input came cheaply from cache (\u2212$4.00).",
  ],
  ["0", { new: "5" }, "Spend rose $5.00, mostly because of what is new (+$5.00)."],
  ["7", {}, "Spend is the same as before: $7.00."],
])("from %s by %o: %s", (before, found, expected) => {
  expect(sentence(before, found)).toBe(expected)
})

test("what had no price is neither new nor free", () => {
  const answer = answerOf(
    [
      { ...measuresOf("0", { ...plain, other: "2" }), unpriced: { before: 4, after: 0 } },
      { ...measuresOf("0", plain), unpriced: { before: 1, after: 3 } },
      measuresOf("0", { ...plain, new: "5" }),
    ],
    ["a", "b", "c"],
  )
  const [priced, never, fresh] = toChangeLines(answer, links).lines
  expect([priced?.isNew, priced?.percent, priced?.change.text]).toEqual([false, null, "+$2.00"])
  expect([never?.isNew, never?.after.text, never?.change.text]).toEqual([false, "–", "–"])
  expect([fresh?.isNew, fresh?.after.text]).toEqual([true, "$5.00"])
})

test.each([
  [0, 0, ""],
  [0, 1, "1 call of this period has no price and is in no amount here."],
  [1_200, 0, "1,200 calls of the period before have no price and are in no amount here."],
  [2, 1, "1 call of this period and 2 of the one before have no price and are in no amount here."],
])("%d unpriced before, %d after: %s", (before, after, words) => {
  expect(unpricedSentence({ unpriced: { before, after } })).toBe(words)
})

test("rows narrow the page, lead to the value's own page, and cells to the figure that moved", () => {
  const [row] = toChangeLines(answerOf([measuresOf("1", { ...plain, cache: "1" })], ["a"]), links).lines
  expect(row?.href).toBe("/change?group_by=feature&filter=team%3Da")
  expect(row?.pageHref).toBe("/entity/team?value=a")
  expect(row?.causes.cache.href).toBe("/explore?group_by=model&filter=team%3Da&metric=cache_read")
  expect(row?.after.href).toBe("/events?filter=team%3Da")
})
