import { formatCount } from "@/lib/money-format"
import { assignColours } from "@/lib/spend/colour"
import { customRange } from "@/lib/spend/range"
import type { StackBucket, StackedBars } from "@/lib/spend/series"
import type { View } from "@/lib/spend/url"
import { addUnits, bucketStarts } from "@/lib/time"
import {
  bucketLabel,
  bucketTick,
  formatDay,
  formatMinutes,
  formatRange,
  weekdayShort,
} from "@/lib/time-format"
import type { CoursePoint } from "./course"
import { classHref, failedHref } from "./links"

interface Options {
  from: Date
  to: Date
  interval: "hour" | "day"
  zone: string
  now: Date
  /** Narrowed to what is drawn. */
  view: View
  incidents: readonly { id: number; from: Date }[]
}

/** One mark a bucket, whatever opened in it. */
function markersOf(
  incidents: Options["incidents"],
  starts: readonly Date[],
  zone: string,
): StackedBars["markers"] {
  const markers = new Map<number, StackedBars["markers"][number]>()
  for (const { id, from: opened } of incidents) {
    const index = starts.findLastIndex((start) => start <= opened)
    if (index < 0) continue
    const words = `${formatDay(opened, zone)}, ${formatMinutes(opened, zone)}: incident opened`
    const before = markers.get(index)
    markers.set(index, before ? { ...before, words: `${before.words}; ${words}` } : { id, index, words })
  }
  return [...markers.values()]
}

/** Failed calls over time, stacked by how they failed. Every class counts here, whosever fault it was. */
export function toClassBars(points: readonly CoursePoint[], options: Options): StackedBars {
  const { from, to, interval, zone, now, view, incidents } = options
  const sums = new Map<string, number>()
  for (const { classes } of points) {
    for (const [name, n] of Object.entries(classes)) sums.set(name, (sums.get(name) ?? 0) + n)
  }
  const names = [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name)
  const colours = assignColours(names)
  const byBucket = new Map(points.map((point) => [point.bucket.getTime(), point]))
  const total = [...sums.values()].reduce((sum, n) => sum + n, 0)
  const starts = bucketStarts(from, to, interval, zone).filter((start) => start <= now)
  const buckets = starts.map((start, index): StackBucket => {
    const end = addUnits(start, interval, 1, zone)
    const tick = bucketTick(start, interval, zone, index === 0)
    const classes: Record<string, number> = byBucket.get(start.getTime())?.classes ?? {}
    const values = names.map((name) => classes[name] ?? 0)
    const sum = values.reduce((all, n) => all + n, 0)
    return {
      start: start.toISOString(),
      label: bucketLabel(start, end, interval, zone),
      tick,
      wideTick: interval === "day" ? `${weekdayShort(start, zone)} ${tick}` : tick,
      state: end <= now ? "done" : "unfinished",
      values: values.map(String),
      unknown: names.map(() => false),
      total: String(sum),
      share: total === 0 ? null : Math.round((sum * 1_000) / total),
      compared: null,
      href: failedHref({ ...view, range: customRange(start, end, zone) }),
    }
  })
  const unfinished = buckets.some(({ state }) => state === "unfinished")
  return {
    currency: null,
    interval,
    series: names.map((name) => ({
      id: `=${name}`,
      name,
      kind: "entity",
      colour: colours.get(name) ?? "other",
      total: String(sums.get(name) ?? 0),
      unpriced: false,
      href: classHref(view, name),
    })),
    buckets,
    total: String(total),
    comparedWords: null,
    unfinishedWords: unfinished ? `${interval === "hour" ? "This hour" : "Today"}, unfinished` : null,
    summary: `Failed calls by class per ${interval}, ${formatRange(from, to, zone)}: ${formatCount(total)} in all.`,
    periodWords: "of the failed calls",
    markers: markersOf(incidents, starts, zone),
  }
}
