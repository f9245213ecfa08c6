import { SectionFailed } from "@/app/(app)/section-failed"
import { BudgetButton } from "@/components/budgets/budget-button"
import { answerWords } from "@/components/budgets/budget-words"
import { BudgetsTable } from "@/components/budgets/budgets-table"
import { EntitiesTable } from "@/components/budgets/entities-table"
import { PageFoot } from "@/components/shell/page"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { formatCount } from "@/lib/money-format"
import { readBudgets } from "./budgets-read"

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What is wrong in a sentence, the budgets, and the entities of a fan-out. */
export async function BudgetsSection({ searchParams }: Props) {
  const found = await readSection("Budgets", async () => readBudgets(await searchParams))
  if (!found.ok) return <SectionFailed {...found} />
  const { lines, statuses, chosen, context, zone, currency } = found.value
  const unpriced = Math.max(0, ...statuses.map((status) => status.unpriced.calls))
  const note =
    unpriced > 0
      ? `${formatCount(unpriced)} calls without a price are in no amount`
      : "Pace: against the straight line"
  return (
    <>
      {lines.length > 0 && <p className="mb-4 text-xl">{answerWords(statuses)}</p>}
      <Section
        title="Budgets"
        note={note}
        actions={context && <BudgetButton {...context} budget={null} word="New budget" title="New budget" />}
      >
        {lines.length === 0 ? (
          <EmptyState text="No budgets yet. One says what a part of the spend may cost in each period." />
        ) : (
          <BudgetsTable lines={lines} context={context} />
        )}
      </Section>
      {chosen?.entities && (
        <Section title={chosen.name}>
          <EntitiesTable status={chosen} entities={chosen.entities} />
        </Section>
      )}
      <PageFoot items={[zone, `${currency}, billed cost`]} />
    </>
  )
}
