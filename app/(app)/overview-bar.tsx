import { SpendBar } from "@/components/filters/spend-bar"
import { Freshness } from "@/components/shell/freshness"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { rollupLagSeconds } from "@/lib/http/readiness"
import { knownValues } from "@/lib/spend/queries"
import { DIMENSIONS } from "@/lib/spend/schema"
import { DEFAULT_VIEW } from "@/lib/spend/url"

/** A session's name says nothing to choose by. */
const OFFERED = DIMENSIONS.filter((dimension) => dimension !== "session")

export async function OverviewBar() {
  const scope = await requireScope()
  const [{ zone }, known] = await Promise.all([
    getOrganisation(scope),
    readSection("Known values", () => knownValues(scope, OFFERED)),
  ])
  return (
    <SpendBar
      zone={zone}
      now={new Date().toISOString()}
      defaults={DEFAULT_VIEW}
      dimensions={OFFERED}
      // Values can be written as well: a menu without any is no reason to lose the page.
      values={known.ok ? known.value : {}}
    />
  )
}

/** Figures hold every acknowledged event; the lag is that of the sums they are mostly read from. */
export async function OverviewFreshness() {
  const scope = await requireScope()
  const [{ zone }, lag] = await Promise.all([
    getOrganisation(scope),
    readSection("The lag", rollupLagSeconds),
  ])
  return lag.ok ? <Freshness asOf={new Date()} lagMs={lag.value * 1_000} zone={zone} /> : null
}
