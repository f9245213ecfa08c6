"use client"

import type { KnownValues } from "@/components/attribution/condition-fields"
import { OpensEditor } from "@/components/ui/opens-editor"
import { later } from "@/components/ui/opens-later"
import type { Budget } from "@/lib/budgets/schema"

export interface BudgetContext extends KnownValues {
  currency: string
  /** Names of the endpoints that can be told. */
  endpoints: readonly string[]
}

export interface BudgetDialogProps extends BudgetContext {
  /** The budget to change; a new one without. */
  budget: Budget | null
  word: string
  title: string
}

const BudgetDialog = later(async () => (await import("./budget-dialog")).BudgetDialog)

/** The way to a new budget, or to a change of one. */
export function BudgetButton(props: BudgetDialogProps) {
  const { word, title, budget } = props
  return (
    <OpensEditor isMain={budget === null} word={word} title={title}>
      <BudgetDialog {...props} />
    </OpensEditor>
  )
}
