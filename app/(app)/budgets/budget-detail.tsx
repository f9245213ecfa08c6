import { BlindSpots } from "@/components/budgets/blind-spots"
import type { BudgetLine } from "@/components/budgets/budget-line"
import { BurnUp } from "@/components/budgets/burn-up"
import { toBurnUp } from "@/components/budgets/burn-up-model"
import { BurnUpTable } from "@/components/budgets/burn-up-table"
import { DetailActions } from "@/components/budgets/detail-actions"
import { EntitiesTable } from "@/components/budgets/entities-table"
import { toEntityRows } from "@/components/budgets/entity-rows"
import { EntityThresholds } from "@/components/budgets/entity-thresholds"
import { IncreasesList } from "@/components/budgets/increases-list"
import { courseFacts } from "@/components/budgets/outlook-words"
import { ThresholdsTable } from "@/components/budgets/thresholds-table"
import { Waiting } from "@/components/overview/waiting"
import { DescriptionList } from "@/components/ui/description-list"
import { Columns, Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { dimensionLabel } from "@/lib/spend/filter"
import { AnsweredSection } from "./answered-section"
import type { BudgetsRead } from "./budgets-read"

interface Props {
  read: BudgetsRead
  line: BudgetLine
}

/** One budget: its course or its entities, thresholds, what lifts it, and what it cannot see. */
export function BudgetDetail({ read, line }: Props) {
  const { budget, status, course, scope, limit } = line
  const { context, zone, asTable, seesAll, sources, alerts } = read
  return (
    <>
      <Section
        title={budget.name}
        note={`${scope}, ${limit}`}
        actions={
          <DetailActions key={budget.slug} line={line} context={context} zone={zone} asTable={asTable} />
        }
      >
        {course && <Course line={line} course={course} asTable={asTable} />}
        {status.each && <EntitiesTable header={dimensionLabel(status.each)} {...toEntityRows(status)} />}
      </Section>
      <Columns>
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-6">
          <Section
            plain
            title={`Thresholds of ${budget.name}`}
            actions={<TextLink href="/alerts">Alerts</TextLink>}
          >
            {course ? (
              <ThresholdsTable name={budget.name} course={course} notify={budget.notify} alerts={alerts} />
            ) : (
              <EntityThresholds budget={budget} status={status} />
            )}
          </Section>
          {budget.increases.length > 0 && (
            <Section plain title="Increases">
              <IncreasesList budget={budget} zone={zone} mayChange={context !== null} />
            </Section>
          )}
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-6">
          <Section plain title="What this budget cannot see">
            <BlindSpots unpriced={status.unpriced} sources={sources} />
          </Section>
          {seesAll && (
            <Section plain title="May I spend? Last 24 hours" note="Asked by programs before a call">
              <Waiting label="Loading answers" rows={4}>
                <AnsweredSection />
              </Waiting>
            </Section>
          )}
        </div>
      </Columns>
    </>
  )
}

function Course({
  line,
  course,
  asTable,
}: {
  line: BudgetLine
  course: NonNullable<BudgetLine["course"]>
  asTable: boolean
}) {
  const model = toBurnUp(line.budget.name, course)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-5 lg:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)]">
      {asTable ? <BurnUpTable model={model} /> : <BurnUp model={model} height={300} />}
      <div>
        <DescriptionList items={courseFacts(line.status, course)} />
      </div>
    </div>
  )
}
