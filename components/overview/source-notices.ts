import { formatCount } from "@/lib/money-format"
import type { SourceSummary } from "@/lib/sources/schema"
import { formatDuration } from "@/lib/time-format"

export interface SourceNotice {
  id: string
  text: string
}

const HOUR = 3_600_000
const SILENT_MS = 24 * HOUR
/** Whoever has been quiet for longer has been retired rather than forgotten. */
const RETIRED_MS = 14 * 24 * HOUR

function silentFor(source: SourceSummary, now: Date): number | null {
  if (source.last_event_at === null) return null
  const silence = now.getTime() - Date.parse(source.last_event_at)
  return silence > SILENT_MS && silence < RETIRED_MS ? silence : null
}

function silences(sources: readonly SourceSummary[], range: { to: Date }, now: Date): SourceNotice[] {
  const silent = sources.flatMap((source) => {
    const silence = silentFor(source, now)
    // A period that ended before a source fell silent is whole.
    return silence === null || range.to.getTime() < now.getTime() - silence ? [] : [{ source, silence }]
  })
  const [first, ...others] = silent.toSorted((a, b) => b.silence - a.silence)
  if (!first) return []
  const duration = formatDuration(first.silence)
  const text =
    others.length === 0
      ? `Source ${first.source.name} has sent nothing for ${duration}. Totals may be low.`
      : `${others.length + 1} sources have sent nothing for a day or longer, ${first.source.name} for ${duration}. Totals may be low.`
  return [{ id: "silent", text }]
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`
}

function refusals(sources: readonly SourceSummary[]): SourceNotice[] {
  const rejected = sources.reduce((sum, source) => sum + source.rejected, 0)
  const conflicts = sources.reduce((sum, source) => sum + source.conflicts, 0)
  if (rejected + conflicts === 0) return []
  const names = sources.filter((source) => source.rejected + source.conflicts > 0).map(({ name }) => name)
  const what = [
    ...(rejected > 0 ? [`${counted(rejected, "event")} rejected`] : []),
    ...(conflicts > 0 ? [`${formatCount(conflicts)} in conflict with a stored one`] : []),
  ]
  const from = names.length === 1 ? `source ${names[0]}` : counted(names.length, "source")
  const they = rejected + conflicts === 1 ? "It is" : "They are"
  return [{ id: "refused", text: `${what.join(" and ")}, from ${from} in 7 days. ${they} in no total.` }]
}

/** What keeps totals from being whole: sources that fell silent, and events that were refused. */
export function sourceNotices(
  sources: readonly SourceSummary[],
  range: { to: Date },
  now: Date,
): SourceNotice[] {
  return [...silences(sources, range, now), ...refusals(sources)]
}
