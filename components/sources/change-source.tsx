"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { CheckField, FormActions, TextField } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import { BILLS_HINT, BILLS_LABEL } from "./create-source-dialog"

export interface ChangeSourceProps {
  id: number
  name: string
  bills: boolean
}

/** Renames a source, or says whether it bills. Open from the start. */
export function ChangeSource({ id, name, bills }: ChangeSourceProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const { form, busy, fields, fault, send } = useSending()
  const change = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const body = { name: given.get("name"), bills: given.has("bills") }
    if (!(await send(`/api/v1/sources/${id}`, "PATCH", body))) return
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      title={`Change ${name}`}
      description="Calls that are stored keep the amounts that were billed then."
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={`Change ${name}`}>Change</TextButton>}
    >
      <form ref={form} method="post" onSubmit={change}>
        {fault && <FormFault>{fault}</FormFault>}
        <TextField
          label="Name"
          name="name"
          error={fields.name}
          defaultValue={name}
          maxLength={80}
          autoComplete="off"
          required
        />
        <CheckField label={BILLS_LABEL} name="bills" hint={BILLS_HINT} defaultChecked={bills} />
        <FormActions>
          <Button kind="primary" type="submit" disabled={busy}>
            Save changes
          </Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
