import "server-only"
import type { IncidentLine } from "@/components/health/incidents-table"
import type { OursLine } from "@/components/health/ours-table"
import { failedCostText } from "@/lib/health/failed-cost"
import { faultOf } from "@/lib/health/fault"
import type { FailedModel } from "@/lib/health/incident"
import { classHref, faultsHref, pathView } from "@/lib/health/links"
import { type OurFault, ourFaults, type RetiringModel, retiringModels } from "@/lib/health/ours"
import { sinceWords } from "@/lib/health/words"
import { picoToString } from "@/lib/money"
import { formatCount, formatMoney, UNKNOWN } from "@/lib/money-format"
import { eventsHref, narrowed } from "@/lib/spend/drill"
import { UNATTRIBUTED } from "@/lib/spend/filter"
import { customRange } from "@/lib/spend/range"
import { localDate } from "@/lib/time"
import { formatDate, formatDuration } from "@/lib/time-format"
import type { HealthPage } from "./health-read"

const WEEK_MS = 7 * 86_400_000
const MOST_FAULTS = 8

/** Faults of the range that no provider is blamed for, and models of the last week whose end is known. */
export async function readOurs(page: HealthPage): Promise<OursLine[]> {
  const { scope, range, view, now } = page
  const { filters } = view
  const [faults, retiring] = await Promise.all([
    ourFaults(scope, { from: range.from, to: range.to, filters }),
    retiringModels(scope, { from: new Date(now.getTime() - WEEK_MS), to: now, filters }),
  ])
  return [
    ...faults.slice(0, MOST_FAULTS).map((fault) => faultLine(fault, page)),
    ...retiring.map((model) => retiringLine(model, page)),
  ]
}

function faultLine(fault: OurFault, { view }: HealthPage): OursLine {
  const { errorClass, provider, route, where, dimension, calls, isNow } = fault
  const own = narrowed(pathView(view, { provider, model: null, route }), dimension, where)
  const label = dimension === "api_key" ? "key" : "feature"
  return {
    id: JSON.stringify([errorClass, provider, route, dimension, where]),
    what: errorClass,
    where: `${provider} ${route}, ${label} ${where ?? UNATTRIBUTED}`,
    calls: formatCount(calls),
    href: classHref(own, errorClass),
    state: isNow ? (faultOf(errorClass) === "account" ? "bad" : "warn") : null,
    by: isNow ? "now" : UNKNOWN,
  }
}

function retiringLine(
  { retirement, model, calls }: RetiringModel,
  { view, now, zone }: HealthPage,
): OursLine {
  const { provider, retires, source, asOf } = retirement
  const isOver = retires !== null && retires <= localDate(now, zone)
  const range = customRange(new Date(now.getTime() - WEEK_MS), now, zone)
  return {
    id: `retiring ${provider} ${model}`,
    what: retires === null ? "deprecated model" : isOver ? "retired model" : "retiring model",
    where: `${model} at ${provider}, last 7 days`,
    calls: formatCount(calls),
    href: eventsHref(narrowed(narrowed({ ...view, range }, "provider", provider), "model", model)),
    state: isOver ? "bad" : "warn",
    by: retires === null ? "no date" : formatDate(new Date(`${retires}T00:00Z`), "UTC"),
    note: `${source}, ${asOf}`,
  }
}

export function incidentLines({ incidents, now, zone, currency, view }: HealthPage): IncidentLine[] {
  return incidents.map(({ id, provider, route, model, from, until, state, errorClass, figures }) => {
    const isOpen = state === "open"
    const lasted = formatDuration((isOpen ? now : until).getTime() - from.getTime())
    const range = customRange(from, isOpen ? now : until, zone)
    return {
      id,
      opened: sinceWords(from, now, zone),
      path: `${provider} ${route}`,
      models: modelsWords(model, figures?.models ?? null),
      href: faultsHref(pathView({ ...view, range }, { provider, model, route })),
      mostly: errorClass ?? UNKNOWN,
      lasted,
      isOpen,
      hit: figures ? formatCount(figures.faults) : UNKNOWN,
      rescued: figures ? formatCount(figures.rescued) : UNKNOWN,
      lost: figures ? formatCount(figures.lost) : UNKNOWN,
      cost: figures
        ? failedCostText(figures, formatMoney(picoToString(figures.failedPico), currency))
        : UNKNOWN,
    }
  })
}

const NAMED = 2

/** `gpt-a 812`, `gpt-b 40`, `and 3 others`; `gpt-a alone`; empty where they are not known. */
function modelsWords(alone: string | null, models: readonly FailedModel[] | null): string[] {
  if (alone !== null) return [`${alone} alone`]
  if (models === null) return []
  const named = models.slice(0, NAMED).map(({ model, faults }) => `${model} ${formatCount(faults)}`)
  const others = models.length - NAMED
  return others > 0 ? [...named, `and ${formatCount(others)} ${others === 1 ? "other" : "others"}`] : named
}
