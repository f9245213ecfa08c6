import "server-only"
import type { RunLine } from "@/components/smoke/runs-table"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireScope } from "@/lib/auth/session"
import { formatMoney } from "@/lib/money-format"
import { readSmokeView, type SmokeView, smokeHref, toggledHref } from "@/lib/smoke/address"
import { listSmokeRuns } from "@/lib/smoke/list-runs"
import { RUN_KEEPERS } from "@/lib/smoke/mutations"
import { findSmokeCell, readSmokeRuns } from "@/lib/smoke/queries"
import type { SmokeRun, SmokeRunSummary } from "@/lib/smoke/schema"
import { toComparison } from "@/lib/smoke/series"
import { runName } from "@/lib/smoke/words"
import { formatInstant } from "@/lib/time-format"

const LISTED = 50

function lineOf(run: SmokeRunSummary, shown: readonly number[], zone: string): RunLine {
  const isShown = shown.includes(run.id)
  return {
    id: run.id,
    name: runName(run),
    href: smokeHref({ runs: [run.id], cell: null }),
    when: formatInstant(new Date(run.started_at), zone),
    routes: run.routes.map(({ label }) => label).join(", "),
    faults: run.faults,
    stopped: run.stopped,
    spent: formatMoney(run.spent, "USD"),
    isShown,
    toggleHref: isShown && shown.length === 1 ? null : toggledHref(shown, run.id),
  }
}

function mayDelete({ actor }: Scope): boolean {
  return actor.kind === "user" && RUN_KEEPERS.some((role) => role === actor.role)
}

/** The exchanges of the chosen result, where it is among what is shown. */
async function readChosen(scope: Scope, { cell: place }: SmokeView, runs: readonly SmokeRun[]) {
  const route = place && runs.find(({ id }) => id === place.runId)?.routes[place.position]
  const cell = place && route ? await findSmokeCell(scope, place) : null
  return place && route && cell ? { place, route, cell } : null
}

/** The runs that the address names, side by side, and all there are. */
export async function readSmoke(params: Record<string, string | string[] | undefined>) {
  const scope = await requireScope()
  const view = readSmokeView(params)
  const [{ zone }, { runs: listed, total }] = await Promise.all([
    getOrganisation(scope),
    listSmokeRuns(scope, LISTED),
  ])
  const [newest] = listed
  const wanted = view.runs.length > 0 ? view.runs : newest ? [newest.id] : []
  const runs = await readSmokeRuns(scope, wanted)
  const shown = runs.map(({ id }) => id)
  const chosen = await readChosen(scope, view, runs)
  const { place } = chosen ?? {}
  const key = place ? `${place.runId}.${place.position}.${place.check}` : null
  return {
    zone,
    runs,
    total,
    chosen,
    gone: view.runs.filter((id) => !shown.includes(id)),
    comparison: toComparison(runs, view.runs, key),
    lines: listed.map((run) => lineOf(run, shown, zone)),
    mayDelete: mayDelete(scope),
  }
}

export type SmokePage = Awaited<ReturnType<typeof readSmoke>>
