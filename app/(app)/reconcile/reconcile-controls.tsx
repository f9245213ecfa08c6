import { BarFailed } from "@/components/filters/bar-failed"
import { RangeBar } from "@/components/filters/range-bar"
import { RowsSwitch } from "@/components/reconcile/rows-switch"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { RECONCILE_VIEW } from "@/lib/reconcile/address"

/** The range of the page, and what a row of it is. */
export async function ReconcileControls() {
  const found = await readSection("The controls", async () => getOrganisation(await requireScope()))
  if (!found.ok) return <BarFailed />
  const { zone, fiscalStart } = found.value
  return (
    <>
      <RangeBar
        zone={zone}
        fiscalStart={fiscalStart}
        now={new Date().toISOString()}
        defaults={RECONCILE_VIEW}
      />
      <RowsSwitch />
    </>
  )
}
