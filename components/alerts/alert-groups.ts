import type { Alert } from "@/lib/alerts/schema"

/** The levels that a budget crossed in one period and entity; of anything else one alert alone. */
export interface AlertGroup {
  key: string
  /** What the row says: the highest level of those that somebody should look after first. */
  lead: Alert
  /** Lowest first, spent before forecast. */
  levels: readonly Alert[]
  open: readonly Alert[]
}

const STATES: Record<Alert["state"], number> = { open: 0, acknowledged: 1, resolved: 2 }

function keyOf({ id, kind, budget, entity, period }: Alert): string {
  return kind === "budget" && budget !== null
    ? JSON.stringify([budget, period.from, period.to, entity])
    : `alert ${id}`
}

function byLevel(a: Alert, b: Alert): number {
  const forecast = Number(a.measure === "forecast") - Number(b.measure === "forecast")
  return forecast || (a.threshold ?? 0) - (b.threshold ?? 0) || a.id - b.id
}

function byUrgency(a: Alert, b: Alert): number {
  const forecast = Number(a.measure === "forecast") - Number(b.measure === "forecast")
  return STATES[a.state] - STATES[b.state] || forecast || byLevel(b, a)
}

/** Alerts as rows, in the order of the first alert of each. */
export function alertGroups(alerts: readonly Alert[]): AlertGroup[] {
  return [...Map.groupBy(alerts, keyOf)].map(([key, own]) => ({
    key,
    lead: own.toSorted(byUrgency)[0] as Alert,
    levels: own.toSorted(byLevel),
    open: own.filter(({ state }) => state === "open"),
  }))
}

/** The level by itself: `Search, ann: 80%`. */
export function levelTitle(level: Pick<Alert, "name" | "entity" | "measure" | "threshold">): string {
  const { name, entity } = level
  return `${entity === null ? name : `${name}, ${entity}`}: ${levelWord(level)}`
}

/** `80%`, `100% forecast`. */
export function levelWord({ measure, threshold }: Pick<Alert, "measure" | "threshold">): string {
  return `${threshold ?? 0}%${measure === "forecast" ? " forecast" : ""}`
}
