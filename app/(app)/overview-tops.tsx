import { RouteMatrix } from "@/components/overview/route-matrix"
import { toRouteMatrix } from "@/components/overview/route-rows"
import { toOverviewTable } from "@/components/overview/table"
import { TopTable } from "@/components/overview/top-table"
import { PageFoot } from "@/components/shell/page"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Columns, Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { dimensionLabel, dimensionPlural, filterValueWords, filterWords } from "@/lib/spend/filter"
import type { View } from "@/lib/spend/url"
import { formatClock, formatRange } from "@/lib/time-format"
import { readTops, type Tops } from "./read-tops"

/** Where the money went by route, and the largest of the dimensions that the page is not grouped by. */
export async function OverviewTops({ view }: { view: View }) {
  const read = await readSection("The largest of each dimension", () => readTops(view))
  if (!read.ok) {
    return <ErrorState text={read.sentence} requestId={read.requestId ?? undefined} retry={<RetryButton />} />
  }
  const tops = read.value
  if (tops.routes.total.calls === 0) return null
  const [first, second, third] = tops.lists
  return (
    <>
      <Columns>
        <Section title="Providers and routes" plain>
          <RouteMatrix matrix={toRouteMatrix(tops.routes)} view={view} currency={tops.currency} />
        </Section>
        {first && <Top list={first} tops={tops} view={view} />}
      </Columns>
      <Columns>
        {second && <Top list={second} tops={tops} view={view} />}
        {third && <Top list={third} tops={tops} view={view} />}
      </Columns>
      <PageFoot items={footOf(tops, view)} />
    </>
  )
}

function Top({ list, tops, view }: { list: Tops["lists"][number]; tops: Tops; view: View }) {
  const plural = dimensionPlural(list.dimension)
  return (
    <Section title={plural.charAt(0).toUpperCase() + plural.slice(1)} plain>
      <TopTable
        table={toOverviewTable(list.table)}
        dimension={list.dimension}
        header={dimensionLabel(list.dimension)}
        view={view}
        currency={tops.currency}
        compares={tops.compares}
      />
    </Section>
  )
}

function footOf({ range, zone, currency, now }: Tops, view: View): string[] {
  const until = range.unfinished ? `, until ${formatClock(now, zone)}` : ""
  const only = view.filters.map((filter) => `${filterWords(filter)} ${filterValueWords(filter)}`)
  return [
    `${formatRange(range.from, range.to, zone, true)}${until}, ${zone}`,
    `${currency}, billed cost`,
    ...(only.length > 0 ? [`Only ${only.join(" and ")}`] : []),
  ]
}
