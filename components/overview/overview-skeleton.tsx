import { Columns, Section } from "@/components/ui/section"
import { ChartSkeleton, KpiSkeleton, Skeleton } from "@/components/ui/skeleton"

const CHART_HEIGHT = 316

/** The page's own layout, waiting for its figures. */
export function OverviewSkeleton() {
  return (
    <>
      <KpiSkeleton count={5} />
      <Section title="Spend">
        <ChartSkeleton label="Loading spend" height={CHART_HEIGHT} />
      </Section>
      <Section title="By group">
        <Skeleton label="Loading the table" rows={7} />
      </Section>
      <BreakdownSkeleton />
    </>
  )
}

export function BreakdownSkeleton() {
  return (
    <Columns>
      <Skeleton label="Loading providers and routes" rows={8} />
      <Skeleton label="Loading the largest groups" rows={8} />
    </Columns>
  )
}
