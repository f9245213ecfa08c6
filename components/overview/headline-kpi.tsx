import { Sparkline } from "@/components/charts/sparkline"
import { Hidden } from "@/components/ui/hidden"
import { Kpi } from "@/components/ui/kpi"
import { TextLink } from "@/components/ui/text-link"
import type { Headline } from "@/lib/spend/headline"

export interface HeadlineKpiProps {
  headline: Headline
  /** The last bucket of its course is still running. */
  unfinished: boolean
  /** Where its change is explained. */
  whyHref?: string | null
}

/** One headline figure with its course. */
export function HeadlineKpi({ headline, unfinished, whyHref = null }: HeadlineKpiProps) {
  const { label, meaning, value, small, delta, after, trend } = headline
  const against =
    whyHref && headline.against ? <Why href={whyHref} against={headline.against} /> : headline.against
  return (
    <Kpi
      label={meaning ? <Explained label={label} meaning={meaning} /> : label}
      value={value}
      small={small}
      sparkline={trend.length > 1 && <Sparkline values={trend} unfinished={unfinished} />}
      {...(delta !== null && { delta })}
      {...(delta === null && after === null ? { after: against } : { after, against })}
    />
  )
}

function Why({ href, against }: { href: string; against: string }) {
  return (
    <>
      {against}.{" "}
      <TextLink inline href={href} prefetch={false} aria-label="Why? What changed spend">
        Why?
      </TextLink>
    </>
  )
}

function Explained({ label, meaning }: { label: string; meaning: string }) {
  return (
    <span title={meaning}>
      {label}
      <Hidden>. {meaning}</Hidden>
    </span>
  )
}
