import "server-only"
import { getOrganisation, type Organisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { formatFilter } from "@/lib/spend/filter"
import { resolveRange } from "@/lib/spend/range"
import { rangeOfRequest } from "@/lib/spend/request"
import type { Filter } from "@/lib/spend/schema"
import type { RangeChoice } from "@/lib/spend/url"
import { localDate, type RangePreset, type TimeRange } from "@/lib/time"

interface RangeAsked {
  range?: RangePreset | undefined
  from?: string | undefined
  to?: string | undefined
  filter: Filter[]
}

/** What an export covers, resolved once. */
export interface ExportRange extends TimeRange {
  organisation: Organisation
  choice: RangeChoice
  filters: Filter[]
  /** Whose spend the asker sees; null for everybody's. */
  teams: Scope["teams"]
  now: Date
}

/** A named range counts from now; otherwise what `from` and `to` say. Throws `invalid` with the field. */
export async function exportRange(scope: Scope, asked: RangeAsked): Promise<ExportRange> {
  const organisation = await getOrganisation(scope)
  const { zone, fiscalStart } = organisation
  if (asked.range !== undefined) {
    const now = new Date()
    const choice: RangeChoice = { kind: "preset", preset: asked.range }
    return {
      ...resolveRange(choice, now, zone, fiscalStart),
      organisation,
      choice,
      filters: asked.filter,
      teams: scope.teams,
      now,
    }
  }
  const { from, to, filters, now } = await rangeOfRequest(scope, asked)
  const choice: RangeChoice = { kind: "custom", from: from.toISOString(), to: to.toISOString() }
  return {
    from,
    to,
    unfinished: now > from && now < to,
    organisation,
    choice,
    filters,
    teams: scope.teams,
    now,
  }
}

/** `2026-11-01_2026-11-30`: the first day and the last that the range touches. */
export function rangeInName({ from, to, organisation: { zone } }: ExportRange): string {
  return `${localDate(from, zone)}_${localDate(new Date(to.getTime() - 1), zone)}`
}

/** The lines before a table: what it is of, over which time, and how it was narrowed. */
export function headLines(title: string, range: ExportRange): string[] {
  const { from, to, filters, teams, now, organisation } = range
  const { zone, currency, name } = organisation
  const last = localDate(new Date(to.getTime() - 1), zone)
  const narrowed = new URLSearchParams(filters.map((filter) => ["filter", formatFilter(filter)]))
  return [
    `Tollgate: ${title} of ${name}`,
    `Range: ${localDate(from, zone)} to ${last} (${from.toISOString()} to ${to.toISOString()} exclusive)`,
    `Zone: ${zone}`,
    `Currency: ${currency}`,
    `Filters: ${filters.length > 0 ? narrowed : "none"}`,
    ...(teams === null ? [] : [`Of these teams alone: ${teams.join(", ") || "none"}`]),
    `Generated at: ${now.toISOString()}`,
  ]
}
