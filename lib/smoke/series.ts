import { formatMoney } from "@/lib/money-format"
import { smokeHref } from "./address"
import { CHECK_NAMES, CHECKS, type Check, type RouteResult, type SmokeRun, type State } from "./schema"
import { type Fault, faultsOf } from "./verdict"
import { addedWords, cellFigure, msWords, runName, STATE_WORDS } from "./words"

/** A route of a run beside others. */
export interface ComparedRoute {
  key: string
  label: string
  under: string
}

export interface ComparedCell {
  key: string
  state: State
  word: string
  figure: string | null
  /** It is wrong, not just not there. */
  isFault: boolean
  href: string
  isChosen: boolean
}

export interface ComparedRow {
  check: Check
  name: string
  /** One for each route; null where the run did not make the check. */
  cells: (ComparedCell | null)[]
}

export interface Comparison {
  runs: { id: number; name: string; routes: number }[]
  routes: ComparedRoute[]
  rows: ComparedRow[]
  /** Figures of each route, below the results. */
  figures: { name: string; values: string[] }[]
}

interface Column {
  run: SmokeRun
  faults: readonly Fault[]
  route: RouteResult
  position: number
}

function cellOf(
  column: Column,
  check: Check,
  chosen: string | null,
  runs: readonly number[],
): ComparedCell | null {
  const { run, faults, route, position } = column
  const cell = route.cells.find((each) => each.check === check)
  if (!cell) return null
  const key = `${run.id}.${position}.${check}`
  return {
    ...{ key, state: cell.state, word: STATE_WORDS[cell.state], figure: cellFigure(cell, route) },
    isFault: faults.some((fault) => fault.label === route.label && fault.check === check),
    href: smokeHref({ runs: [...runs], cell: { runId: run.id, position, check } }),
    isChosen: key === chosen,
  }
}

const FIGURES: readonly { name: string; of: (route: RouteResult) => string }[] = [
  { name: "p95", of: ({ latency }) => msWords(latency.p95_ms) },
  { name: "p95 beyond direct", of: ({ latency }) => addedWords(latency.added_p95_ms) },
  { name: "Calls", of: ({ calls }) => String(calls) },
  {
    name: "Spent",
    of: ({ spent, unpriced_calls: unknown }) =>
      unknown > 0 ? `${formatMoney(spent, "USD")} + ${unknown} unpriced` : formatMoney(spent, "USD"),
  },
]

/** Runs and their routes as columns, checks as rows. `shown` are the runs that the address names. */
export function toComparison(
  runs: readonly SmokeRun[],
  shown: readonly number[],
  chosen: string | null,
): Comparison {
  const columns = runs.flatMap((run) => {
    const faults = faultsOf(run)
    return run.routes.map((route, position): Column => ({ run, faults, route, position }))
  })
  const made = CHECKS.filter((check) =>
    columns.some(({ route }) => route.cells.some((cell) => cell.check === check)),
  )
  return {
    runs: runs.map((run) => ({ id: run.id, name: runName(run), routes: run.routes.length })),
    routes: columns.map(({ run, route, position }) => ({
      ...{ key: `${run.id}.${position}`, label: route.label },
      under: `${route.route === route.label ? "" : `${route.route}, `}${route.model}`,
    })),
    rows: made.map((check) => ({
      ...{ check, name: CHECK_NAMES[check] },
      cells: columns.map((column) => cellOf(column, check, chosen, shown)),
    })),
    figures: FIGURES.map(({ name, of }) => ({ name, values: columns.map(({ route }) => of(route)) })),
  }
}
