import { StackedFigure } from "@/components/charts/stacked-figure"
import { ViewSwitch } from "@/components/filters/view-switch"
import { HeadlineKpi } from "@/components/overview/headline-kpi"
import { EmptyState } from "@/components/ui/empty-state"
import { KpiRow } from "@/components/ui/kpi"
import { Section } from "@/components/ui/section"
import { isUnpriced } from "@/lib/spend/display"
import { changeHref, eventsHref, exploreHref, narrowed } from "@/lib/spend/drill"
import { unitCosts } from "@/lib/spend/entity"
import { dimensionWord } from "@/lib/spend/filter"
import { toHeadlines } from "@/lib/spend/headline"
import { customRange } from "@/lib/spend/range"
import { toStackedBars } from "@/lib/spend/series"
import type { Entity } from "./entity-read"

/** What one answer says of the entity: its figures, its unit costs and its course. */
export function EntityFigures({ entity }: { entity: Entity }) {
  const { answer, now, range, view } = entity
  return (
    <>
      <KpiRow>
        {toHeadlines(answer, now).map((headline, at) => (
          <HeadlineKpi
            key={headline.label}
            headline={headline}
            unfinished={range.unfinished}
            whyHref={at === 0 && answer.compare ? changeHref(view) : null}
          />
        ))}
      </KpiRow>
      <Course entity={entity} />
      <Section title="Unit cost">
        <KpiRow>
          {unitCosts(answer).map((headline) => (
            <HeadlineKpi key={headline.label} headline={headline} unfinished={false} />
          ))}
        </KpiRow>
      </Section>
    </>
  )
}

function Course({ entity }: { entity: Entity }) {
  const { answer, view, uses, now, compared } = entity
  const { interval, zone } = answer
  const title = `Spend per ${interval} by ${dimensionWord(uses.chart)}`
  if (isUnpriced(answer.total)) {
    return (
      <Section title={title}>
        <EmptyState text="None of these calls has a price, so that there is no course to draw." />
      </Section>
    )
  }
  const model = toStackedBars(answer, {
    dimension: uses.chart,
    now,
    compared,
    seriesHref: (value) => exploreHref(narrowed(view, uses.chart, value)),
    bucketHref: (start, end) => {
      const bucket = { ...view, range: customRange(start, end, zone), interval: null }
      return interval === "hour" ? eventsHref(bucket) : exploreHref(bucket)
    },
  })
  return (
    <Section title={title} actions={<ViewSwitch name={title} />}>
      <StackedFigure model={model} as={view.as} height={264} />
    </Section>
  )
}
