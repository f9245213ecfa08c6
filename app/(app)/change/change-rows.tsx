import { CHANGE_COLUMNS } from "@/components/change/change-columns"
import { ChangeTable } from "@/components/change/change-table"
import { ColumnsMenu } from "@/components/tables/columns-menu"
import { DensitySwitch } from "@/components/tables/density-switch"
import { Section } from "@/components/ui/section"
import { toChangeLines } from "@/lib/spend/change-lines"
import { changeLinks } from "@/lib/spend/change-links"
import { dimensionLabel, dimensionPlural, dimensionWord } from "@/lib/spend/filter"
import type { ChangeAnswer } from "@/lib/spend/schema"
import type { Change } from "./change-read"

/** Whose change it is: one row for each entity, one column for each cause. */
export function ChangeRows({ change, answer }: { change: Change; answer: ChangeAnswer }) {
  const { view, dimension } = change
  const plural = dimensionPlural(dimension)
  return (
    <Section
      title={`${plural.charAt(0).toUpperCase()}${plural.slice(1)} and causes`}
      note="In cents, every row adds up to its change and every column to its total"
      actions={
        <>
          <ColumnsMenu table="change" columns={CHANGE_COLUMNS} />
          <DensitySwitch />
        </>
      }
    >
      <ChangeTable
        {...toChangeLines(answer, changeLinks(view, dimension))}
        label={`Change by ${dimensionWord(dimension)} and cause`}
        head={dimensionLabel(dimension)}
        currency={answer.currency}
      />
    </Section>
  )
}
