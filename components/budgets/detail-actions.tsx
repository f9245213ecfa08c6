import { AskButton } from "@/components/settings/ask-button"
import { TextLink } from "@/components/ui/text-link"
import { exploreHref, nextLevel } from "@/lib/spend/drill"
import { parseFilter } from "@/lib/spend/filter"
import { customRange } from "@/lib/spend/range"
import type { Dimension } from "@/lib/spend/schema"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import { localDate } from "@/lib/time"
import { BudgetButton, type BudgetContext } from "./budget-button"
import type { BudgetLine } from "./budget-line"
import { budgetHref, scopeTexts } from "./budget-words"
import { IncreaseButton } from "./increase-button"

export interface DetailActionsProps {
  line: BudgetLine
  /** Null for whoever may not change it. */
  context: BudgetContext | null
  zone: string
  asTable: boolean
}

/** The scope's spend of the running period, by what it is made of. */
function spendHref({ budget, status }: BudgetLine, zone: string): string {
  const filters = scopeTexts(budget.scope).flatMap((text) => parseFilter(text) ?? [])
  const groupBy: Dimension[] = [budget.each ?? nextLevel("team", filters)]
  const range = customRange(new Date(status.from), new Date(status.to), zone)
  return exploreHref({ ...DEFAULT_VIEW, range, filters, groupBy })
}

/** Where a budget leads, and what can be done with it. */
export function DetailActions({ line, context, zone, asTable }: DetailActionsProps) {
  const { budget, status, course, href } = line
  const { slug, name, currency } = budget
  return (
    <>
      {course && (
        <TextLink href={asTable ? href : `${budgetHref(slug)}&as=table`} scroll={false} prefetch={false}>
          {asTable ? "View as chart" : "View as table"}
        </TextLink>
      )}
      <TextLink href={spendHref(line, zone)} prefetch={false}>
        Explore
      </TextLink>
      {context && (
        <>
          <IncreaseButton
            slug={slug}
            name={name}
            currency={currency}
            until={localDate(new Date(status.to), zone)}
          />
          <BudgetButton {...context} budget={budget} word="Change" title={`Change ${name}`} />
          <AskButton
            word="Delete"
            title={`Delete ${name}`}
            description="Its limit, thresholds and increases go. Spend stays what it is."
            action="Delete budget"
            path={`/api/v1/budgets/${slug}`}
          />
        </>
      )}
    </>
  )
}
