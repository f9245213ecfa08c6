import type { SourceSummary } from "@/lib/sources/schema"
import type { Measures, SpendAnswer } from "@/lib/spend/schema"

/** A source as the table lists it; the total has neither name nor dates. */
export interface SourceLine {
  id: number | null
  name: string
  kind: string
  firstEventAt: string | null
  lastEventAt: string | null
  dayEvents: number
  dayBilled: string
  weekEvents: number
  weekBilled: string
  bills: boolean
  /** Where it sends what it signs; null for one with keys. */
  webhook: string | null
  keys: number
}

function bySource(answer: SpendAnswer): Map<string, Measures> {
  return new Map(answer.groups.map((group) => [group.key.source ?? "", group]))
}

/** Sources with what they sent in the last 24 hours and 7 days; the total is the answers' own. */
export function toSourceLines(
  sources: readonly SourceSummary[],
  day: SpendAnswer,
  week: SpendAnswer,
): { lines: SourceLine[]; total: SourceLine } {
  const [ofDay, ofWeek] = [bySource(day), bySource(week)]
  const lines = sources.map((source): SourceLine => {
    const [dayPart, weekPart] = [ofDay.get(source.name), ofWeek.get(source.name)]
    return {
      id: source.id,
      name: source.name,
      kind: source.kind,
      firstEventAt: source.first_event_at,
      lastEventAt: source.last_event_at,
      dayEvents: dayPart?.calls ?? 0,
      dayBilled: dayPart?.billed ?? "0",
      weekEvents: weekPart?.calls ?? 0,
      weekBilled: weekPart?.billed ?? "0",
      bills: source.bills,
      webhook: source.webhook,
      keys: source.keys,
    }
  })
  const sum = (pick: (line: SourceLine) => number) => lines.reduce((total, line) => total + pick(line), 0)
  const total: SourceLine = {
    id: null,
    name: "Total",
    kind: "",
    firstEventAt: null,
    lastEventAt: null,
    dayEvents: day.total.calls,
    dayBilled: day.total.billed,
    weekEvents: week.total.calls,
    weekBilled: week.total.billed,
    bills: false,
    webhook: null,
    keys: sum((line) => line.keys),
  }
  return { lines, total }
}
