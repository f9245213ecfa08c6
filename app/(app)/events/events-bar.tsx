import { SpendBar } from "@/components/filters/spend-bar"
import { Freshness } from "@/components/shell/freshness"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { rollupLagSeconds } from "@/lib/http/readiness"
import { knownValues } from "@/lib/spend/queries"
import { DIMENSIONS } from "@/lib/spend/schema"
import { DEFAULT_VIEW } from "@/lib/spend/url"

/** A session's name says nothing to choose by; it can be written. */
const LISTED = DIMENSIONS.filter((dimension) => dimension !== "session")

export async function EventsBar() {
  const scope = await requireScope()
  const [{ zone }, values] = await Promise.all([getOrganisation(scope), knownValues(scope, LISTED)])
  return (
    <SpendBar
      compares={false}
      groups={false}
      zone={zone}
      now={new Date().toISOString()}
      defaults={DEFAULT_VIEW}
      dimensions={DIMENSIONS}
      values={values}
    />
  )
}

/** The list is read from the ledger itself; the lag is that of the sums above it. */
export async function EventsFreshness() {
  const scope = await requireScope()
  const [{ zone }, lagSeconds] = await Promise.all([getOrganisation(scope), rollupLagSeconds()])
  return <Freshness asOf={new Date()} lagMs={lagSeconds * 1_000} zone={zone} />
}
