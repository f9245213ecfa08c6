import { SpendTable } from "@/components/overview/spend-table"
import { Waiting } from "@/components/overview/waiting"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Columns, Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { readSection } from "@/lib/http/read-section"
import { exploreHref } from "@/lib/spend/drill"
import { dimensionPlural, dimensionWord } from "@/lib/spend/filter"
import type { Dimension } from "@/lib/spend/schema"
import { toSpendLines } from "@/lib/spend/spend-lines"
import { topGroups } from "@/lib/spend/top"
import { type Entity, readUse } from "./entity-read"

const SHOWN = 6

interface Props {
  entity: Entity
  by: Dimension
}

/** The entity's spend by everything else, two tables side by side, each read by itself. */
export function EntityUses({ entity }: { entity: Entity }) {
  const all = [entity.uses.chart, ...entity.uses.tables]
  const pairs = all.filter((_, at) => at % 2 === 0).map((by, at) => [by, all[2 * at + 1]] as const)
  return pairs.map(([left, right]) => (
    <Columns key={left}>
      <Lazy entity={entity} by={left} />
      {right && <Lazy entity={entity} by={right} />}
    </Columns>
  ))
}

function Lazy({ entity, by }: Props) {
  return (
    <Waiting
      key={`${by} ${exploreHref(entity.view)}`}
      label={`Loading ${dimensionPlural(by)}`}
      rows={SHOWN + 3}
    >
      <Use entity={entity} by={by} />
    </Waiting>
  )
}

async function Use({ entity, by }: Props) {
  const plural = dimensionPlural(by)
  const title = plural.charAt(0).toUpperCase() + plural.slice(1)
  const found = await readSection(title, () => readUse(entity, by))
  const { view, now } = entity
  const grouped = { ...view, groupBy: [by] }
  return (
    <Section
      plain
      title={title}
      actions={
        <TextLink href={exploreHref(grouped)} prefetch={false}>
          Explore by {dimensionWord(by)}
        </TextLink>
      }
    >
      {found.ok ? (
        <SpendTable
          {...toSpendLines(topGroups(found.value, by, SHOWN), {
            dimension: by,
            view: grouped,
            now,
            here: exploreHref,
          })}
          label={`Spend by ${dimensionWord(by)}`}
          per={found.value.interval}
          size="half"
        />
      ) : (
        <ErrorState text={found.sentence} requestId={found.requestId ?? undefined} retry={<RetryButton />} />
      )}
    </Section>
  )
}
