"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, TextField } from "@/components/ui/form"

export interface ApplyRerateProps {
  id: number
  /** What will move, in one sentence. */
  words: string
}

/** Asks for the reason, and applies. Open from the start. */
export function ApplyRerate({ id, words }: ApplyRerateProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const { form, busy, fields, fault, send } = useSending()
  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "")
    if ((await send<null>(`/api/v1/rerates/${id}/apply`, "POST", { reason })) === undefined) return
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      title={`Apply re-rate ${id}`}
      description={words}
      open={open}
      onOpenChange={setOpen}
      trigger={<Button kind="primary">Apply</Button>}
    >
      <form ref={form} method="post" onSubmit={onSubmit}>
        {fault && <FormFault>{fault}</FormFault>}
        <TextField
          label="Reason"
          name="reason"
          hint="Kept in the journal and the audit trail."
          error={fields.reason}
          autoComplete="off"
          required
        />
        <FormActions>
          <Button kind="primary" type="submit" disabled={busy}>
            Apply re-rate
          </Button>
          <Button onClick={() => setOpen(false)}>Not now</Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
