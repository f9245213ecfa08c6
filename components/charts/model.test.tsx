import { renderToStaticMarkup } from "react-dom/server"
import { describe, expect, test } from "vitest"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { toStackedBars } from "@/lib/spend/series"
import { type Spent, spendAnswer } from "@/lib/testing/spend-answer"
import { parseLocalOrInstant } from "@/lib/time"
import { BarTooltip } from "./bar-tooltip"
import { isolate } from "./isolate"
import { toPlot } from "./plot"
import { SeriesTable } from "./series-table"
import { ShareBar } from "./share-bar"
import { Sparkline } from "./sparkline"

const BERLIN = "Europe/Berlin"
const names = ["a", "b", "c", "d", "e", "f", null]
const spent: Spent[] = names.map((value, index) => ({ bucket: 1, value, billed: `${70 - 10 * index}.25` }))
const answer = spendAnswer({
  from: parseLocalOrInstant("2026-11-01", BERLIN),
  to: parseLocalOrInstant("2026-11-04", BERLIN),
  zone: BERLIN,
  interval: "day",
  dimension: "team",
  spent,
})
const now = parseLocalOrInstant("2026-11-03T10:24", BERLIN)
const model = toStackedBars(answer, { dimension: "team", now })
const texts = (html: string) =>
  html
    .replace(/<[^>]*>/g, "\n")
    .split("\n")
    .filter(Boolean)
const amounts = (html: string) => texts(html).filter((text) => text.startsWith("$"))
const sum = (list: string[]) =>
  formatDecimal(list.map((text) => parseDecimal(text.replace(/[$,]/g, ""))).reduce(add, ZERO))

describe("a tooltip", () => {
  const html = renderToStaticMarkup(<BarTooltip model={model} index={1} />)

  test("names the four largest, counts the others, and adds up to its total", () => {
    const figures = amounts(html)
    expect(figures).toHaveLength(6)
    expect(sum(figures.slice(0, 5))).toBe(sum(figures.slice(5)))
    expect(html).toContain("3 others")
    expect(html).toContain("100.0% of the month")
  })

  test("of the running bucket says so", () => {
    expect(renderToStaticMarkup(<BarTooltip model={model} index={2} />)).toContain("Total so far")
    expect(renderToStaticMarkup(<BarTooltip model={model} index={9} />)).toBe("")
  })
})

test("the table of a chart has every bucket and both totals", () => {
  const html = renderToStaticMarkup(<SeriesTable model={model} />)
  expect(html.match(/<tr>/g)).toHaveLength(5)
  expect(amounts(html).at(-1)).toBe("$281.75")
  expect(html).toContain("Tue 3 Nov")
})

test("one series alone stands on its own baseline", () => {
  const alone = isolate(model, "=c")
  expect(alone.series.map((series) => series.name)).toEqual(["c"])
  expect(alone.total).toBe("50.25")
  expect(toPlot(alone).max).toBe(50.25)
  expect(isolate(model, "=nobody")).toBe(model)
})

test("small figures say what they can and no more", () => {
  expect(renderToStaticMarkup(<ShareBar tenths={null} colour={1} />)).toContain("–")
  expect(renderToStaticMarkup(<ShareBar tenths={291} colour={1} />)).toContain("29.1%")
  expect(renderToStaticMarkup(<Sparkline values={["1"]} />)).toBe("")
  expect(
    renderToStaticMarkup(<Sparkline values={["1", "2", "0"]} unfinished />).match(/polyline/g),
  ).toHaveLength(4)
})

test("a sparkline leaves a gap where nothing is known", () => {
  const lines = (...values: (string | null)[]) =>
    renderToStaticMarkup(<Sparkline values={values} unfinished />).match(/<polyline /g)?.length ?? 0
  expect(lines("1", "2", null, "3", "4", "5")).toBe(3)
  expect(lines("1", "2", "3", null)).toBe(1)
  expect(lines(null, "1", null)).toBe(0)
})
