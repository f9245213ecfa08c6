import type { MetricHeadline } from "@/lib/spend/metric-headline"

/** The figure of the whole view, and the change in words. */
export function ExploreHeadline({ headline }: { headline: MetricHeadline }) {
  return (
    <p className="text-ink-3">
      <b className="mr-3 font-medium text-[15px] text-ink">{headline.value}</b>
      {headline.change}
    </p>
  )
}
