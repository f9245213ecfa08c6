import "server-only"
import { coverage } from "@/lib/attribution/coverage"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireScope } from "@/lib/auth/session"
import { knownTags, knownValues, spend } from "@/lib/spend/queries"
import { resolveRange, toSpendQuery } from "@/lib/spend/range"
import type { Dimension } from "@/lib/spend/schema"
import { parseView, type SearchParams } from "@/lib/spend/url"
import { addUnits, localDate, zonedStart } from "@/lib/time"
import { formatRange } from "@/lib/time-format"

/** Keys named in the list of what has no team. */
const MOST_KEYS = 8

/** What a rule can look at. */
const CONDITIONS: readonly Dimension[] = [
  ...["api_key", "agent", "feature", "team", "environment", "source", "provider", "model", "route"],
  ...["service_tier", "status", "error_class"],
] as Dimension[]

/** Whether the asker may change rules, names and shared costs. */
export function mayAttribute({ actor }: Scope): boolean {
  return actor.kind === "user" && ["owner", "admin", "finance"].includes(actor.role)
}

/** How much is attributed in the range of the address, and what has no team, by key. */
export async function readCoverage(params: SearchParams) {
  const scope = await requireScope()
  const { zone, fiscalStart } = await getOrganisation(scope)
  const { ignored, ...view } = parseView(params)
  const now = new Date()
  const range = resolveRange(view.range, now, zone, fiscalStart)
  const query = toSpendQuery(view, now, zone, MOST_KEYS, fiscalStart)
  const nobody = { dimension: "team", operator: "=", values: [null] } as const
  const [found, missing] = await Promise.all([
    coverage(scope, query),
    scope.teams === null
      ? spend(scope, {
          ...query,
          groupBy: ["api_key"],
          filters: [...query.filters, { ...nobody, values: [null] }],
          comparison: null,
        })
      : null,
  ])
  return { ...found, missing, view, now, range, ignored, rangeText: formatRange(range.from, range.to, zone) }
}

export type CoverageRead = Awaited<ReturnType<typeof readCoverage>>

/** What the fields of a condition offer. */
export async function readKnown(scope: Scope) {
  const [values, tags] = await Promise.all([knownValues(scope, CONDITIONS), knownTags(scope)])
  return { dimensions: [...CONDITIONS, ...tags], values }
}

/** The ranges that a change of the rules is previewed over. */
export function previewRanges(zone: string, now: Date) {
  const month = zonedStart(now, "month", zone)
  const tomorrow = addUnits(zonedStart(now, "day", zone), "day", 1, zone)
  const before = (count: number) => localDate(addUnits(month, "month", -count, zone), zone)
  const today = localDate(tomorrow, zone)
  return [
    { label: formatRange(month, now, zone), from: localDate(month, zone), to: today },
    { label: "last month", from: before(1), to: localDate(month, zone) },
    { label: "the last 12 months", from: before(11), to: today },
  ]
}
