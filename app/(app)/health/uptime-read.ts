import "server-only"
import { healthCourse } from "@/lib/health/course"
import { healthEnds } from "@/lib/health/ends"
import { filtersOf } from "@/lib/health/links"
import { toStrips } from "@/lib/health/strips"
import { formatFilter } from "@/lib/spend/filter"
import type { HealthPage } from "./health-read"

const HOUR_MS = 3_600_000

/** The days of every provider and route, and how each is now. */
export async function readStrips({ scope, view, now, since, by, zone, incidents, health }: HealthPage) {
  const { filters } = view
  const [points, lastHour] = await Promise.all([
    healthCourse(scope, { from: since, to: now, filters, by, interval: "day" }),
    healthEnds(scope, { from: new Date(now.getTime() - HOUR_MS), to: now, filters, by }),
  ])
  return toStrips(points, {
    ...{ from: since, to: now, zone, now, incidents, isPart: filters.length > 0 },
    order: health.rows.map(({ key }) => key),
    lastHour: (key) => lastHour.find(key),
    hoursPathOf: (key) => {
      const search = new URLSearchParams({ interval: "hour", group_by: "" })
      for (const filter of [...filters, ...filtersOf(key)]) search.append("filter", formatFilter(filter))
      return `/api/v1/health/providers?${search}`
    },
  })
}
