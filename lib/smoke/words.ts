import { formatCount, formatMoney } from "@/lib/money-format"
import { type Cell, CHECK_NAMES, type RouteResult, type SmokeRun, type State } from "./schema"
import { type Fault, faultsOf } from "./verdict"

export const STATE_WORDS: Readonly<Record<State, string>> = {
  pass: "OK",
  fail: "Wrong",
  missing: "Missing",
  untested: "Not tested",
}

export const runName = ({ id, name }: Pick<SmokeRun, "id" | "name">) =>
  name === null ? `Run ${id}` : `Run ${id}, ${name}`

const tenths = (value: number) => (Math.abs(value) < 10 ? value.toFixed(1) : formatCount(Math.round(value)))

export function msWords(value: number | null): string {
  return value === null ? "–" : `${tenths(value)} ms`
}

export function addedWords(value: number | null): string {
  if (value === null) return "–"
  return `${value < 0 ? "−" : "+"}${tenths(Math.abs(value))} ms`
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`
}

function part(faults: readonly Fault[], state: string): string[] {
  if (faults.length === 0) return []
  const names = faults.map(({ check }) => CHECK_NAMES[check])
  return [`${listed(names)} ${faults.length === 1 ? "is" : "are"} ${state}`]
}

function routeWords(label: string, faults: readonly Fault[], cells: readonly Cell[]): string {
  const isMissing = ({ check }: Fault) => cells.find((cell) => cell.check === check)?.state === "missing"
  const wrong = faults.filter(({ why }) => why === "fail")
  const missing = faults.filter((fault) => fault.why !== "fail" && isMissing(fault))
  return `On ${label}, ${listed([...part(missing, "missing"), ...part(wrong, "wrong")])}.`
}

function slower({ routes }: Pick<SmokeRun, "routes">): string[] {
  return routes.flatMap(({ label, latency: { added_p50_ms: added, calls } }) => {
    if (added === null) return []
    const size = msWords(Math.abs(added))
    return [`${label} takes ${size} ${added < 0 ? "less" : "longer"} than direct at p50 (n = ${calls}).`]
  })
}

function toldSmall(run: SmokeRun): string[] {
  const tested = run.routes.flatMap(({ cells }) => cells).filter(({ state }) => state !== "untested").length
  if (tested === 0) return ["Nothing could be tested."]
  return [`Nothing is wrong on ${run.routes.length === 1 ? "the route" : `the ${run.routes.length} routes`}.`]
}

/** What a run says, in sentences: what is missing or wrong where, and what takes longer. */
export function runSentences(run: SmokeRun): string[] {
  const faults = faultsOf(run)
  const wrong = run.routes.flatMap(({ label, cells }) => {
    const own = faults.filter((fault) => fault.label === label)
    return own.length === 0 ? [] : [routeWords(label, own, cells)]
  })
  return [...(wrong.length > 0 ? wrong : toldSmall(run)), ...slower(run)]
}

/** What the run cost of what it might have, as a sentence's part. */
export function spentWords({ spent, cap, unpriced_calls, stopped }: SmokeRun): string {
  const unknown =
    unpriced_calls > 0 ? `, and ${formatCount(unpriced_calls)} calls whose cost is not known` : ""
  const left = stopped ? "; the cap left something untested" : ""
  return `spent ${formatMoney(spent, "USD")} of ${formatMoney(cap, "USD")}${unknown}${left}`
}

/** The figure that a result is about, beside its state; null where the state says it all. */
export function cellFigure({ check, state, facts }: Cell, { latency }: RouteResult): string | null {
  if (state !== "pass") return null
  if (check === "stream") return facts["first token"] ?? null
  if (check === "chat") return facts.took ?? null
  if (check !== "latency" || latency.p50_ms === null) return null
  const added = latency.added_p50_ms === null ? "" : `, ${addedWords(latency.added_p50_ms)}`
  return `${msWords(latency.p50_ms)}${added}`
}
