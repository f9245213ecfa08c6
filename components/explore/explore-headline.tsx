import { TextLink } from "@/components/ui/text-link"
import type { MetricHeadline } from "@/lib/spend/metric-headline"

/** The figure of the whole view, the change in words, and where spend's is explained. */
export function ExploreHeadline({ headline, whyHref }: { headline: MetricHeadline; whyHref: string | null }) {
  return (
    <p className="text-ink-3">
      <b className="mr-3 font-medium text-[15px] text-ink">{headline.value}</b>
      {headline.change}
      {whyHref && (
        <>
          .{" "}
          <TextLink inline href={whyHref} prefetch={false} aria-label="Why? What changed spend">
            Why?
          </TextLink>
        </>
      )}
    </p>
  )
}
