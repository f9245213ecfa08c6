"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { TextButton } from "@/components/ui/text-button"
import type { BudgetDialogProps } from "./budget-button"
import { BudgetForm } from "./budget-form"
import { slugOf } from "./budget-words"

/** Adds a budget or changes one. Open from the start. */
export function BudgetDialog({ budget, word, title, ...known }: BudgetDialogProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const { form, busy, fault, fields, send } = useSending()
  const placed = ["name", "amount", "thresholds", "scope"]
  const unplaced = Object.entries(fields).find(([name]) => !placed.some((each) => name.startsWith(each)))?.[1]
  const save = async (body: { name: string }) => {
    const slug = budget?.slug ?? slugOf(body.name)
    // The version of a budget that is new is 0: a name that is taken is refused and replaces nothing.
    const sent = { ...body, version: budget?.version ?? 0 }
    if ((await send(`/api/v1/budgets/${slug}`, "PUT", sent)) === undefined) return
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      title={title}
      description="What a part of the spend may cost in each period, in the organisation's zone."
      open={open}
      onOpenChange={setOpen}
      trigger={
        budget ? <TextButton aria-label={title}>{word}</TextButton> : <Button kind="primary">{word}</Button>
      }
    >
      {(fault ?? unplaced) && <FormFault>{fault ?? unplaced}</FormFault>}
      <BudgetForm {...known} formRef={form} budget={budget} busy={busy} fields={fields} onDone={save} />
    </Dialog>
  )
}
