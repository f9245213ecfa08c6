"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { slugOf } from "@/components/budgets/budget-words"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { TextButton } from "@/components/ui/text-button"
import type { Preview } from "@/lib/alerts/rule-schema"
import type { RuleDialogProps } from "./rule-button"
import { RuleForm } from "./rule-form"

const PLACED = ["name", "condition/", "scope"]

/** Adds a rule or changes one. Open from the start. */
export function RuleDialog({ rule, preset = null, word, title, ...known }: RuleDialogProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const [preview, setPreview] = useState<Preview | null>(null)
  const { form, busy, fault, fields, send } = useSending()
  const unplaced = Object.entries(fields).find(([name]) => !PLACED.some((each) => name.startsWith(each)))?.[1]
  const save = async (body: { name: string }) => {
    const slug = rule?.slug ?? slugOf(body.name)
    // The version of a rule that is new is 0: a name that is taken is refused and replaces nothing.
    const sent = { ...body, version: rule?.version ?? 0 }
    if ((await send(`/api/v1/alerts/rules/${slug}`, "PUT", sent)) === undefined) return
    setOpen(false)
    router.refresh()
  }
  const look = async (body: object) =>
    setPreview((await send<Preview>("/api/v1/alerts/preview", "POST", body)) ?? null)
  return (
    <Dialog
      title={title}
      description="Looks at something every minute and tells endpoints when it is bad."
      open={open}
      onOpenChange={setOpen}
      trigger={
        rule ? <TextButton aria-label={title}>{word}</TextButton> : <Button kind="primary">{word}</Button>
      }
    >
      {(fault ?? unplaced) && <FormFault>{fault ?? unplaced}</FormFault>}
      <RuleForm
        {...known}
        formRef={form}
        rule={rule}
        preset={preset}
        busy={busy}
        fields={fields}
        preview={preview}
        onChange={() => setPreview(null)}
        onPreview={look}
        onSave={save}
      />
    </Dialog>
  )
}
