import { Suspense } from "react"
import { RatioLines } from "@/components/charts/ratio-lines"
import { RatioTable } from "@/components/charts/ratio-table"
import { StackedFigure } from "@/components/charts/stacked-figure"
import { ExploreHeadline } from "@/components/explore/explore-headline"
import { IntervalSwitch } from "@/components/filters/interval-switch"
import { MetricSwitch } from "@/components/filters/metric-switch"
import { ViewSwitch } from "@/components/filters/view-switch"
import { EmptyState } from "@/components/ui/empty-state"
import { forecastLine } from "@/lib/forecast/forecast-words"
import { spendForecast } from "@/lib/forecast/queries"
import { readSection } from "@/lib/http/read-section"
import { isUnlisted, isUnpriced } from "@/lib/spend/display"
import { changeHref, eventsHref, exploreHref, narrowed } from "@/lib/spend/drill"
import { dimensionWord } from "@/lib/spend/filter"
import { METRIC } from "@/lib/spend/metric"
import { atLeastHeadline, metricHeadline } from "@/lib/spend/metric-headline"
import { allowedIntervals, customRange } from "@/lib/spend/range"
import { toRatioLines } from "@/lib/spend/ratio-series"
import { toRunning } from "@/lib/spend/running"
import { toStackedBars } from "@/lib/spend/series"
import type { Explore } from "./explore-read"

const HEIGHT = 284

/** The figure in one line, what is measured, and its course. */
export function ExploreCourse({ explore }: { explore: Explore }) {
  const { outer, view, range, now, dimension, unlisted } = explore
  const headline = metricHeadline(outer, view.metric, now)
  const title = `${METRIC[view.metric].label} per ${outer.interval} by ${dimensionWord(dimension)}`
  return (
    <section aria-label={title} className="py-4">
      <h2 className="sr-only">{title}</h2>
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <ExploreHeadline
          headline={unlisted && view.metric === "list" ? atLeastHeadline(headline) : headline}
          whyHref={view.metric === "billed" && outer.compare ? changeHref(view) : null}
        />
        {view.metric === "billed" && range.unfinished && (
          <Suspense key={exploreHref(view)} fallback={null}>
            <MonthForecast explore={explore} />
          </Suspense>
        )}
        <span className="flex max-w-full flex-wrap items-center gap-x-4 gap-y-2 md:ml-auto">
          <MetricSwitch />
          <IntervalSwitch interval={outer.interval} allowed={allowedIntervals(range)} />
          <ViewSwitch name={title} />
        </span>
      </div>
      <Figure explore={explore} />
    </section>
  )
}

/** A line beside the headline, which waits for nothing. */
async function MonthForecast({ explore: { scope, view, now } }: { explore: Explore }) {
  const { filters } = view
  const found = await readSection("The forecast", () =>
    spendForecast(scope, { period: "month", filters, now }),
  )
  const line = found.ok ? forecastLine(found.value) : null
  return line && <p className="text-ink-3">{line}</p>
}

function Figure({ explore }: { explore: Explore }) {
  const { course: outer, view, now, dimension, compared } = explore
  const { metric } = view
  if (METRIC[metric].kind === "money" && isUnpriced(outer.total)) {
    return <EmptyState text="None of these calls has a price, so that there is no course to draw." />
  }
  if (metric === "list" && isUnlisted(outer.total)) {
    return <EmptyState text="No list names a price for these calls, so that there is no course to draw." />
  }
  const links = {
    dimension,
    metric,
    now,
    seriesHref: (value: string | null) => exploreHref(narrowed(view, dimension, value)),
    bucketHref: (start: Date, end: Date) => {
      const bucket = { ...view, range: customRange(start, end, outer.zone), interval: null, running: false }
      return outer.interval === "hour" ? eventsHref(bucket) : exploreHref(bucket)
    },
  }
  if (METRIC[metric].isRatio) {
    const model = toRatioLines(outer, links)
    return view.as === "table" ? <RatioTable model={model} /> : <RatioLines model={model} height={HEIGHT} />
  }
  const model = toStackedBars(outer, { ...links, compared, happened: explore.happened })
  return (
    <StackedFigure
      model={view.running ? toRunning(model) : model}
      as={view.as}
      height={HEIGHT}
      legend="beside"
    />
  )
}
