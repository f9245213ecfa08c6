import { Sparkline } from "@/components/charts/sparkline"
import { Hidden } from "@/components/ui/hidden"
import { Kpi } from "@/components/ui/kpi"
import type { Headline } from "@/lib/spend/headline"

export interface HeadlineKpiProps {
  headline: Headline
  /** The last bucket of its course is still running. */
  unfinished: boolean
}

/** One headline figure with its course. */
export function HeadlineKpi({ headline, unfinished }: HeadlineKpiProps) {
  const { label, meaning, value, small, delta, after, against, trend } = headline
  return (
    <Kpi
      label={meaning ? <Explained label={label} meaning={meaning} /> : label}
      value={value}
      small={small}
      sparkline={trend.length > 1 && <Sparkline values={trend} unfinished={unfinished} />}
      {...(delta === null ? { after: against } : { delta, after, against })}
    />
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
