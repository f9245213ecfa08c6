import { BudgetButton } from "@/components/budgets/budget-button"
import { readSection } from "@/lib/http/read-section"
import { readBudgetContext } from "./budgets-read"

/** The page's one primary action. The list says why it failed. */
export async function BudgetAction() {
  const found = await readSection("The choices", readBudgetContext)
  return found.ok && found.value ? (
    <BudgetButton {...found.value} budget={null} word="New budget" title="New budget" />
  ) : null
}
