import { SectionFailed } from "@/app/(app)/section-failed"
import { toBudgetRow } from "@/components/budgets/budget-line"
import { BudgetsTable } from "@/components/budgets/budgets-table"
import { answerWords, nestedWords, wholeWords } from "@/components/budgets/outlook-words"
import { PageFoot } from "@/components/shell/page"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { BudgetDetail } from "./budget-detail"
import { type BudgetsRead, readBudgets } from "./budgets-read"

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What is wrong in a sentence, the budgets, and one of them in detail. */
export async function BudgetsSection({ searchParams }: Props) {
  const found = await readSection("Budgets", async () => readBudgets(await searchParams))
  if (!found.ok) return <SectionFailed {...found} />
  const { lines, chosen, zone, currency } = found.value
  const foot = <PageFoot items={[zone, `${currency}, billed cost`]} />
  if (lines.length === 0) {
    return (
      <>
        <div className="pb-5">
          <EmptyState text="No budgets yet. One says what a part of the spend may cost in each period, and who is told when it is crossed." />
        </div>
        {foot}
      </>
    )
  }
  return (
    <>
      <Answer lines={lines} />
      <Section
        title="Budgets"
        note="Hatched: forecast to the period's end. Mark: the limit. Pace: against the straight line"
      >
        <BudgetsTable lines={lines.map(toBudgetRow)} selected={chosen?.budget.slug ?? null} />
        <Nested lines={lines} />
      </Section>
      {chosen && <BudgetDetail read={found.value} line={chosen} />}
      {foot}
    </>
  )
}

function Nested({ lines }: Pick<BudgetsRead, "lines">) {
  const words = nestedWords(
    lines.map(({ budget, status }) => ({ name: budget.name, each: budget.each, status })),
  )
  return words && <p className="pt-3 text-xs text-ink-3">{words}</p>
}

function Answer({ lines }: Pick<BudgetsRead, "lines">) {
  const standings = lines.map(({ budget, status, course }) => ({
    name: budget.name,
    state: status.state,
    course,
  }))
  const whole = lines.find(
    ({ budget, course }) => course?.forecast && !budget.each && Object.keys(budget.scope).length === 0,
  )
  return (
    <div className="pb-5">
      <p className="max-w-3xl text-xl">{answerWords(standings)}</p>
      {whole?.course && (
        <p className="mt-1 max-w-3xl text-base text-ink-2">{wholeWords(whole.status, whole.course)}</p>
      )}
    </div>
  )
}
