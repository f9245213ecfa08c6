import { readBudgetLines } from "@/app/(app)/budgets/budgets-read"
import { SectionFailed } from "@/app/(app)/section-failed"
import { concerns, toRowOf } from "@/components/budgets/budget-of-value"
import { BudgetsTable } from "@/components/budgets/budgets-table"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { readSection } from "@/lib/http/read-section"
import type { Entity } from "./entity-read"

/** The budgets that this value spends of. Absent where there are none. */
export async function EntityBudgets({ entity: { scope, dimension, value } }: { entity: Entity }) {
  const found = await readSection("Budgets", () =>
    readBudgetLines(scope, (budget) => concerns(budget, dimension, value)),
  )
  if (found.ok && found.value.length === 0) return null
  return (
    <Section title="Budgets" actions={<TextLink href="/budgets">All budgets</TextLink>}>
      {found.ok ? (
        <BudgetsTable lines={found.value.map((line) => toRowOf(line, value))} />
      ) : (
        <SectionFailed {...found} />
      )}
    </Section>
  )
}
