"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { CheckField, FormActions, TextField } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"

export interface NoteDialogProps {
  provider: string
  model: string | null
  day: string
  /** What the row is called. */
  name: string
  /** The difference that adjustments leave. */
  left: string
}

/** Says what a difference is, and closes it by an adjustment where that is wanted. Open from the start. */
export function NoteDialog({ name, left, ...place }: NoteDialogProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const { form, busy, fault, fields, send } = useSending()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const adjust = values.get("adjust") === "on" ? "difference" : null
    const body = { ...place, note: String(values.get("note")), adjust }
    if ((await send("/api/v1/reconcile/notes", "POST", body)) === undefined) return
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      title={`Explain ${name}`}
      description="A note stays with the row. An adjustment stands beside the ledger: it is in no spend and no budget."
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={`Explain or adjust ${name}`}>Explain or adjust</TextButton>}
    >
      {fault && <FormFault>{fault}</FormFault>}
      <form ref={form} onSubmit={submit}>
        <TextField label="Note" name="note" required maxLength={500} autoComplete="off" error={fields.note} />
        <CheckField
          label="Adjust by what is left"
          name="adjust"
          hint={`${left} is left; what is timing stays out, since the neighbouring day has it.`}
        />
        <FormActions>
          <Button kind="primary" type="submit" disabled={busy}>
            Keep note
          </Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
