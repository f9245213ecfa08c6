import { useEffect, useState } from "react"
import { callApi } from "@/components/sources/call-api"
import type { HealthAnswer } from "@/lib/health/schema"
import { type StripCell, toCells } from "@/lib/health/series"

interface Props {
  day: StripCell
  path: string
  zone: string
}

/** Not every day that the pointer passes is asked for. */
const SETTLES_MS = 120

/** The hours of one day, asked for when the day is looked at. */
export function DayHours({ day, path, zone }: Props) {
  const [hours, setHours] = useState<StripCell[] | string | null>(null)
  useEffect(() => {
    if (day.state === "none") return
    let gone = false
    const asking = setTimeout(async () => {
      const ends = new URLSearchParams({ from: day.from, to: day.to })
      const answer = await callApi<HealthAnswer>(`${path}&${ends}`)
      if (!gone) setHours(answer.ok ? cellsOf(answer.value, day, { path, zone }) : answer.refusal.detail)
    }, SETTLES_MS)
    return () => {
      gone = true
      clearTimeout(asking)
    }
  }, [day, path, zone])
  if (day.state === "none") return null
  if (typeof hours === "string") return <p className="mt-1 text-ink-3">{hours}</p>
  return (
    <div className="mt-1.5">
      <div className="strip" role="img" aria-label={`Hours of ${day.label}`}>
        {(hours ?? []).map(({ from, label, state, words }) => (
          <i key={from} className="cell" data-state={state} title={`${label}: ${words}`} />
        ))}
      </div>
      <div className="flex justify-between text-[11px] text-ink-3">
        <span>00:00</span>
        <span>{hours === null ? "Loading hours" : "by hour"}</span>
        <span>24:00</span>
      </div>
    </div>
  )
}

function cellsOf(
  { series = [], incidents }: HealthAnswer,
  { from, to }: StripCell,
  { path, zone }: { path: string; zone: string },
): StripCell[] {
  const now = new Date()
  const told = series.map(({ bucket, answered, faults }) => ({ bucket: new Date(bucket), answered, faults }))
  const filters = new URLSearchParams(path.split("?")[1]).getAll("filter")
  const isOfModel = filters.some((filter) => filter.startsWith("model="))
  // One model of a route is not the route.
  const own = incidents.filter(({ model }) => model === null || isOfModel)
  const spans = own.map((each) => ({
    from: new Date(each.from),
    to: each.until === null ? now : new Date(each.until),
  }))
  const span = { from: new Date(from), to: new Date(to) }
  return toCells(told, spans, { ...span, interval: "hour", zone, now })
}
