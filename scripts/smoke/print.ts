import { formatMoney } from "@/lib/money-format"
import type { Progress } from "@/lib/smoke/run"
import { CHECK_NAMES, CHECKS, type Feature, type SmokeRunInput, type State } from "@/lib/smoke/schema"
import { faultsOf } from "@/lib/smoke/verdict"

const MARKS: Readonly<Record<State, string>> = { pass: "ok", fail: "FAIL", missing: "missing", untested: "–" }

/** One line for each result as it comes. */
export function progressLine({ label, cell, done, of }: Progress): string {
  const count = String(done).padStart(String(of).length)
  return `${count}/${of}  ${label}  ${CHECK_NAMES[cell.check]}: ${MARKS[cell.state]}. ${cell.sentence}`
}

function padded(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) => cell.padEnd(widths[at] ?? 0))
    .join("  ")
    .trimEnd()
}

function rowsOf({ routes }: SmokeRunInput): string[][] {
  const checks = CHECKS.filter((check) =>
    routes.some(({ cells }) => cells.some((cell) => cell.check === check)),
  )
  return checks.map((check) => [
    CHECK_NAMES[check],
    ...routes.map(({ cells, latency }) => {
      const cell = cells.find((each) => each.check === check)
      if (check === "latency" && latency.p50_ms !== null) return `p50 ${Math.round(latency.p50_ms)} ms`
      return cell ? MARKS[cell.state] : ""
    }),
  ])
}

/** Checks by routes, what is wrong in sentences, and what it cost. */
export function table(run: SmokeRunInput, required: readonly Feature[]): string {
  const rows = [["", ...run.routes.map(({ label }) => label)], ...rowsOf(run)]
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)))
  const faults = faultsOf(run, required).map(({ label, check }) => {
    const cell = run.routes.find((route) => route.label === label)?.cells.find((each) => each.check === check)
    return `${label}, ${CHECK_NAMES[check]}: ${cell?.sentence ?? ""}`
  })
  const unpriced = run.unpriced_calls > 0 ? `, and ${run.unpriced_calls} calls whose cost is not known` : ""
  const lines = [
    ...rows.map((row) => padded(row, widths)),
    "",
    ...(faults.length > 0 ? faults : ["Nothing is wrong."]),
    ...(run.stopped ? ["The cap left something untested."] : []),
    `Spent ${formatMoney(run.spent, "USD")} of ${formatMoney(run.cap, "USD")}${unpriced}.`,
  ]
  return `${lines.join("\n")}\n`
}
