import { BarFailed } from "@/components/filters/bar-failed"
import { SightLine } from "@/components/filters/sight-line"
import { SpendBar } from "@/components/filters/spend-bar"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { knownTags, knownValues } from "@/lib/spend/queries"
import { DIMENSIONS, type Dimension } from "@/lib/spend/schema"
import { DEFAULT_VIEW, type View } from "@/lib/spend/url"

/** A session's name says nothing to choose by. */
const CHOSEN_BY = DIMENSIONS.filter((dimension) => dimension !== "session")

async function read() {
  const scope = await requireScope()
  const [{ zone, fiscalStart }, known, tags] = await Promise.all([
    getOrganisation(scope),
    readSection("Known values", () => knownValues(scope, CHOSEN_BY)),
    readSection("Tags", () => knownTags(scope)),
  ])
  return { zone, fiscalStart, known, tags: tags.ok ? tags.value : [], teams: scope.teams }
}

interface Props {
  /** What may be filtered and grouped by. */
  dimensions?: readonly Dimension[]
  compares?: boolean
  groups?: boolean
  levels?: 1 | 2
  /** What an address without parameters means on the page. */
  defaults?: View
}

/** The controls of a page with the organisation's zone and known values. */
export async function ViewBar({
  dimensions = CHOSEN_BY,
  compares = true,
  groups = true,
  levels = 1,
  defaults = DEFAULT_VIEW,
}: Props) {
  const found = await readSection("The controls", read)
  if (!found.ok) return <BarFailed />
  const { zone, fiscalStart, known, tags, teams } = found.value
  return (
    <>
      <SpendBar
        compares={compares}
        groups={groups}
        levels={levels}
        zone={zone}
        fiscalStart={fiscalStart}
        now={new Date().toISOString()}
        defaults={defaults}
        dimensions={[...dimensions, ...tags]}
        // Values can be written as well: a menu without any is no reason to lose the page.
        values={known.ok ? known.value : {}}
      />
      {teams && <SightLine teams={teams} />}
    </>
  )
}
