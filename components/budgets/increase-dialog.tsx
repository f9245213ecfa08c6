"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, TextField } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"

export interface IncreaseDialogProps {
  slug: string
  name: string
  currency: string
  /** The day after the running period: where an increase usually ends. */
  until: string
}

/** Lifts a budget's limit until a day. Open from the start. */
export function IncreaseDialog({ slug, name, currency, until }: IncreaseDialogProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const { form, busy, fault, fields, send } = useSending()
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const from = String(values.get("from"))
    const body = {
      amount: String(values.get("amount")).trim().replaceAll(",", ""),
      until: String(values.get("until")),
      reason: String(values.get("reason")).trim(),
      ...(from === "" ? {} : { from }),
    }
    if ((await send(`/api/v1/budgets/${slug}/increases`, "POST", body)) === undefined) return
    setOpen(false)
    router.refresh()
  }
  const title = `Increase ${name}`
  const shared = { autoComplete: "off", required: true } as const
  return (
    <Dialog
      title={title}
      description="Is added to the limit while it lasts. Afterwards the limit is what it was; the budget itself does not change."
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={title}>Increase</TextButton>}
    >
      {fault && <FormFault>{fault}</FormFault>}
      <form ref={form} method="post" onSubmit={save}>
        <TextField
          {...shared}
          label={`Amount in ${currency}`}
          name="amount"
          inputMode="decimal"
          error={fields.amount}
        />
        <TextField label="From" name="from" type="date" hint="Left empty: from now on." error={fields.from} />
        <TextField
          {...shared}
          label="Until"
          name="until"
          type="date"
          hint="The first day on which the limit is again what it was."
          defaultValue={until}
          error={fields.until}
        />
        <TextField {...shared} label="Why" name="reason" maxLength={300} error={fields.reason} />
        <FormActions>
          <Button kind="primary" type="submit" disabled={busy}>
            Increase limit
          </Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
