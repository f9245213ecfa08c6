import { type Check, FEATURES, type Feature, type State } from "./schema"

interface Judged {
  stopped: boolean
  routes: readonly { label: string; cells: readonly { check: Check; state: State }[] }[]
}

/** Compared between routes: what one of them has, another must have. */
const COMPARED: readonly Check[] = [...FEATURES, "retry_after"]

export interface Fault {
  label: string
  check: Check
  why: "fail" | "missing" | "required"
}

/**
 * What is wrong in a run: whatever fails, whatever one route lacks that another of the run has, and whatever is
 * required and not shown to be there.
 */
export function faultsOf({ routes }: Pick<Judged, "routes">, required: readonly Feature[] = []): Fault[] {
  const had = new Set(
    routes.flatMap(({ cells }) => cells.flatMap(({ check, state }) => (state === "pass" ? [check] : []))),
  )
  return routes.flatMap(({ label, cells }) =>
    cells.flatMap(({ check, state }): Fault[] => {
      if (state === "fail") return [{ label, check, why: "fail" }]
      if (state === "missing" && COMPARED.includes(check) && had.has(check)) {
        return [{ label, check, why: "missing" }]
      }
      const isRequired = state !== "pass" && required.some((feature) => feature === check)
      return isRequired ? [{ label, check, why: "required" }] : []
    }),
  )
}

/** For a pipeline: 0 all well, 1 something is wrong, 3 the cap left something untested. */
export function exitCodeOf(run: Judged, required: readonly Feature[]): 0 | 1 | 3 {
  if (faultsOf(run, required).length > 0) return 1
  return run.stopped ? 3 : 0
}
