import { EXPLORE_COLUMNS } from "@/components/explore/explore-columns"
import { ExploreTable } from "@/components/explore/explore-table"
import { ColumnsMenu } from "@/components/tables/columns-menu"
import { DensitySwitch } from "@/components/tables/density-switch"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { formatCount } from "@/lib/money-format"
import { exploreHref } from "@/lib/spend/drill"
import { toExploreLines } from "@/lib/spend/explore-lines"
import { dimensionLabel, dimensionPlural, dimensionWord } from "@/lib/spend/filter"
import { markUnlisted, unlistedSentence } from "@/lib/spend/unlisted-lines"
import { type Explore, MOST_ROWS } from "./explore-read"

/** The groups of the chart, one row each, and the whole below them. */
export function ExploreRows({ explore }: { explore: Explore }) {
  const { outer, inner, unlisted, view, now, dimension, hasAllRows } = explore
  const table = markUnlisted(toExploreLines(outer, inner, { view, now }), unlisted, view.groupBy)
  const named = outer.groups.filter((group) => (group.key[dimension] ?? null) !== null).length
  const count = named + (outer.other?.count ?? 0)
  const word = count === 1 ? dimensionWord(dimension) : dimensionPlural(dimension)
  const second = view.groupBy[1]
  const shown = `${formatCount(outer.groups.length)} of ${formatCount(outer.groups.length + (outer.other?.count ?? 0))} rows, the rest as one.`
  const address = exploreHref(view)
  return (
    <Section
      title={`${formatCount(count)} ${word}`}
      note={
        second ? `Each opens to its ${dimensionPlural(second)}` : "A press on a row narrows the page to it"
      }
      actions={
        <>
          <ColumnsMenu table="explore" columns={EXPLORE_COLUMNS} />
          <DensitySwitch />
        </>
      }
    >
      <ExploreTable
        {...table}
        label={`Spend by ${view.groupBy.map(dimensionWord).join(" and ")}`}
        head={[dimensionLabel(dimension), ...(second ? [dimensionWord(second)] : [])].join(", ")}
        per={outer.interval}
      />
      {unlisted && <p className="pt-2 text-xs text-ink-3">{unlistedSentence(unlisted, outer.currency)}</p>}
      {outer.other && (
        <p className="pt-2 text-xs text-ink-3">
          {shown}{" "}
          {!hasAllRows && (
            <TextLink href={`${address}${address.includes("?") ? "&" : "?"}rows=${MOST_ROWS}`} scroll={false}>
              Show up to {formatCount(MOST_ROWS)}
            </TextLink>
          )}
        </p>
      )}
    </Section>
  )
}
