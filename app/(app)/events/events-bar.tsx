import { BarFailed } from "@/components/filters/bar-failed"
import { SpendBar } from "@/components/filters/spend-bar"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { knownValues } from "@/lib/spend/queries"
import { DIMENSIONS } from "@/lib/spend/schema"
import { DEFAULT_VIEW } from "@/lib/spend/url"

/** A session's name says nothing to choose by; it can be written. */
const LISTED = DIMENSIONS.filter((dimension) => dimension !== "session")

async function read() {
  const scope = await requireScope()
  const [{ zone }, known] = await Promise.all([
    getOrganisation(scope),
    readSection("Known values", () => knownValues(scope, LISTED)),
  ])
  return { zone, known }
}

export async function EventsBar() {
  const found = await readSection("The controls", read)
  if (!found.ok) return <BarFailed />
  const { zone, known } = found.value
  return (
    <SpendBar
      compares={false}
      groups={false}
      zone={zone}
      now={new Date().toISOString()}
      defaults={DEFAULT_VIEW}
      dimensions={DIMENSIONS}
      // Values can be written as well: a menu without any is no reason to lose the page.
      values={known.ok ? known.value : {}}
    />
  )
}
