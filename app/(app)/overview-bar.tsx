import { SpendBar } from "@/components/filters/spend-bar"
import { DemoLine } from "@/components/shell/demo-line"
import { Freshness } from "@/components/shell/freshness"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { knownValues } from "@/lib/spend/queries"
import { DIMENSIONS } from "@/lib/spend/schema"
import { DEFAULT_VIEW } from "@/lib/spend/url"

/** A session's name says nothing to choose by; it can be written. */
const LISTED = DIMENSIONS.filter((dimension) => dimension !== "session")

export async function OverviewBar() {
  const scope = await requireScope()
  const [{ zone }, values] = await Promise.all([getOrganisation(scope), knownValues(scope, LISTED)])
  return (
    <SpendBar
      zone={zone}
      now={new Date().toISOString()}
      defaults={DEFAULT_VIEW}
      dimensions={DIMENSIONS}
      values={values}
    />
  )
}

/** Cubes and what the worker has not reached are read together, so that figures are as fresh as the page. */
export async function OverviewFreshness() {
  const { zone } = await getOrganisation(await requireScope())
  return <Freshness asOf={new Date()} lagMs={0} zone={zone} />
}

export async function OverviewDemoLine() {
  const { isDemo } = await getOrganisation(await requireScope())
  return isDemo ? (
    <DemoLine action="Names and, unless a trace was replayed, the traffic itself are made up." />
  ) : null
}
