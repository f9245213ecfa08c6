import { expect, test } from "vitest"
import { smokeCell, smokeRoute, smokeRun } from "@/lib/testing/smoke-run"
import { readSmokeView, smokeHref, toggledHref } from "./address"
import { fitted } from "./post"
import { type SmokeRun, smokeRunInput } from "./schema"
import { toComparison } from "./series"
import { runSentences, spentWords } from "./words"

function runOf(id: number, more: object = {}): SmokeRun {
  const { run_key: _, ...told } = smokeRunInput.parse(smokeRun(more))
  return { ...told, id, posted_at: told.ended_at }
}

const poor = [
  smokeCell("chat"),
  smokeCell("tools", "missing"),
  smokeCell("usage", "fail"),
  smokeCell("image", "missing"),
]

test("a run is said in sentences: what is missing where, what is wrong, and what takes longer", () => {
  expect(runSentences(runOf(1))).toEqual([
    "Nothing is wrong on the 2 routes.",
    "litellm takes 40 ms longer than direct at p50 (n = 20).",
  ])
  const routes = [smokeRoute("direct"), smokeRoute("litellm", { cells: poor })]
  // No route of the run has image input: that is no difference between them.
  expect(runSentences(runOf(1, { routes }))[0]).toBe("On litellm, Tool call is missing and Usage is wrong.")
  const none = [smokeRoute("direct", { cells: [smokeCell("chat", "untested")] })]
  expect(runSentences(runOf(1, { routes: none }))).toEqual(["Nothing could be tested."])
  expect(spentWords(runOf(1, { stopped: true, unpriced_calls: 3 }))).toBe(
    "spent $0.0024 of $0.50, and 3 calls whose cost is not known; the cap left something untested",
  )
})

test("runs stand beside each other by route, and each result has an address", () => {
  const routes = [smokeRoute("direct"), smokeRoute("litellm", { cells: poor })]
  const {
    runs,
    routes: columns,
    rows,
    figures,
  } = toComparison([runOf(7, { routes }), runOf(4)], [7, 4], "7.1.tools")
  expect(runs.map(({ id, routes }) => [id, routes])).toEqual([
    [7, 2],
    [4, 2],
  ])
  expect(columns.map(({ label }) => label)).toEqual(["direct", "litellm", "direct", "litellm"])
  const tools = rows.find(({ check }) => check === "tools")
  expect(tools?.cells.map((cell) => [cell?.state, cell?.isFault, cell?.isChosen])).toEqual([
    ["pass", false, false],
    ["missing", true, true],
    ["pass", false, false],
    ["pass", false, false],
  ])
  expect(tools?.cells[1]?.href).toBe("/smoke?runs=7,4&cell=7.1.tools")
  expect(rows.find(({ check }) => check === "image")?.cells.map((cell) => cell?.isFault ?? null)).toEqual([
    ...[null, false],
    ...[null, null],
  ])
  expect(figures.find(({ name }) => name === "p95 beyond direct")?.values).toEqual([
    "–",
    "+40 ms",
    "–",
    "+40 ms",
  ])
})

test("an address is read as it was written, and what is not one is passed over", () => {
  const view = { runs: [7, 4], cell: { runId: 7, position: 1, check: "tools" as const } }
  const query = (href: string) => Object.fromEntries(new URL(href, "http://x").searchParams)
  expect(readSmokeView(query(smokeHref(view)))).toEqual(view)
  for (const runs of ["x", "-1", "0", "99999999999", "1;drop", ""]) {
    expect(readSmokeView({ runs, cell: "1.0.nothing" })).toEqual({ runs: [], cell: null })
  }
  expect(readSmokeView({ runs: "1,1,2,3,4,5" }).runs).toEqual([1, 2, 3, 4])
  expect(toggledHref([7], 4)).toBe("/smoke?runs=7,4")
  expect(toggledHref([7, 4], 7)).toBe("/smoke?runs=4")
})

test("a run that is too long to be posted keeps the exchanges behind what is not well", () => {
  const run = smokeRunInput.parse(smokeRun({ routes: [smokeRoute("direct", { cells: poor })] }))
  expect(fitted(run)).toBe(run)
  const [route] = fitted(run, 1_000).routes
  expect(route?.cells.map(({ check, exchanges }) => [check, exchanges.length])).toEqual([
    ["chat", 0],
    ["tools", 1],
    ["usage", 1],
    ["image", 1],
  ])
})
