import { DecideBar } from "@/components/decide/decide-bar"
import { BarFailed } from "@/components/filters/bar-failed"
import { SightLine } from "@/components/filters/sight-line"
import { requireScope } from "@/lib/auth/session"
import { WITHOUT_DATA } from "@/lib/decision/without-data"
import { readSection } from "@/lib/http/read-section"
import { knownTags, knownValues } from "@/lib/spend/queries"
import type { Dimension } from "@/lib/spend/schema"

const NARROWED_BY: readonly Dimension[] = [
  "environment",
  "feature",
  "team",
  "agent",
  "api_key",
  "provider",
  "model",
  "route",
]

async function read() {
  const scope = await requireScope()
  const [values, tags] = await Promise.all([knownValues(scope, NARROWED_BY), knownTags(scope)])
  return { values, dimensions: [...NARROWED_BY, ...tags], teams: scope.teams }
}

/** The controls with the values that calls carry. */
export async function DecideControls() {
  const found = await readSection("The controls", read)
  if (!found.ok) return <BarFailed />
  const { teams, ...bar } = found.value
  return (
    <>
      <DecideBar {...bar} withoutData={WITHOUT_DATA} />
      {teams && <SightLine teams={teams} />}
    </>
  )
}
