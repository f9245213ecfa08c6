import { SectionFailed } from "@/app/(app)/section-failed"
import { StackedFigure } from "@/components/charts/stacked-figure"
import { ViewSwitch } from "@/components/filters/view-switch"
import { PercentileFigure } from "@/components/health/percentile-figure"
import { PercentileTable } from "@/components/health/percentile-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { toClassBars } from "@/lib/health/class-bars"
import { healthCourse, latencyCourse } from "@/lib/health/course"
import { isOfPart } from "@/lib/health/incident"
import { failedHref, filtersOf, pathView } from "@/lib/health/links"
import type { HealthRow } from "@/lib/health/queries"
import { toPercentileLines } from "@/lib/health/series"
import { pathName } from "@/lib/health/words"
import { readSection } from "@/lib/http/read-section"
import { LEAST_CALLS } from "@/lib/ledger/histogram"
import { formatCount } from "@/lib/money-format"
import { allowedInterval } from "@/lib/spend/range"
import type { HealthPage } from "./health-read"

const HEIGHT = 220

/** Hour by hour, or day by day: how the calls of one row failed, and how long the others took. */
export async function ChosenPath({ page }: { page: HealthPage }) {
  const { chosen, zone, view } = page
  if (!chosen) return null
  const title = pathName(chosen.key)
  const found = await readSection("The chosen route", () => readCourse(page, chosen))
  if (!found.ok) {
    return (
      <Section title={title}>
        <SectionFailed {...found} />
      </Section>
    )
  }
  const { bars, lines } = found.value
  const isTable = view.as === "table"
  return (
    <Section
      title={title}
      note={`Chosen above. ${bars.interval === "hour" ? "Hours" : "Days"} in ${zone}`}
      actions={
        <>
          <ViewSwitch name={title} />
          <TextLink href={failedHref(pathView(view, chosen.key))} prefetch={false}>
            Failed events
          </TextLink>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 md:gap-10 lg:grid-cols-2">
        <div>
          <h3 className="mb-2">Failed calls by class</h3>
          {bars.series.length === 0 ? (
            <EmptyState text="None of its calls failed." />
          ) : (
            <StackedFigure model={bars} as={view.as} height={HEIGHT} />
          )}
        </div>
        <div>
          <h3 className="mb-2">Latency</h3>
          {lines === null ? (
            <EmptyState text="Percentiles are not told apart by these filters over so many calls." />
          ) : lines.buckets.every(({ p50 }) => p50 === null) ? (
            <EmptyState
              text={`No ${bars.interval} has ${LEAST_CALLS} calls, of which percentiles would be told.`}
            />
          ) : isTable ? (
            <PercentileTable model={lines} />
          ) : (
            <PercentileFigure
              model={lines}
              height={HEIGHT}
              note={`Whole calls, n = ${formatCount(chosen.latency?.n ?? 0)}`}
            />
          )}
        </div>
      </div>
    </Section>
  )
}

async function readCourse(page: HealthPage, { key }: HealthRow) {
  const { scope, range, view, zone, now, incidents } = page
  const interval = allowedInterval(view.interval, range) === "hour" ? "hour" : "day"
  const window = {
    from: range.from,
    to: range.to,
    filters: [...view.filters, ...filtersOf(key)],
    interval,
  } as const
  const [points, latency] = await Promise.all([
    healthCourse(scope, { ...window, by: [] }),
    latencyCourse(scope, window),
  ])
  const own = incidents.filter((each) => isOfPart(each, key) && each.from >= range.from)
  return {
    bars: toClassBars(points, { ...window, zone, now, view: pathView(view, key), incidents: own }),
    lines: latency && toPercentileLines(latency, { ...window, zone, now }),
  }
}
