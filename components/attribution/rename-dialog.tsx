"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { CheckField, FormActions, TextField } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import { type EntityDimension, entityHref } from "@/lib/spend/drill"
import { dimensionWord } from "@/lib/spend/filter"
import { parseView } from "@/lib/spend/url"

export interface RenameDialogProps {
  dimension: EntityDimension
  value: string
}

/** Gives a value another name, or another value's. Open from the start. */
export function RenameDialog({ dimension, value }: RenameDialogProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const { form, busy, fields, fault, send } = useSending()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const name = String(values.get("name")).trim()
    const body = { dimension, value, name, merge: values.get("merge") === "on" }
    if ((await send<null>("/api/v1/names", "POST", body)) === undefined) return
    setOpen(false)
    const view = parseView(new URLSearchParams(window.location.search))
    router.replace(entityHref(dimension, name, view))
    router.refresh()
  }
  return (
    <Dialog
      title={`Rename ${value}`}
      description={`At every time, past ones too. Events keep the ${dimensionWord(dimension)} that was sent, and old addresses go on working.`}
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton>Rename or merge</TextButton>}
    >
      <form ref={form} onSubmit={submit}>
        {fault && <FormFault>{fault}</FormFault>}
        <TextField
          label="It is called"
          name="name"
          defaultValue={value}
          error={fields.name}
          autoComplete="off"
          maxLength={200}
          required
        />
        <CheckField
          label={`Merge with the ${dimensionWord(dimension)} of this name`}
          hint="Where one is called so already: the two are one from then on."
          name="merge"
        />
        <FormActions>
          <Button kind="primary" type="submit" disabled={busy}>
            Rename
          </Button>
          <Button onClick={() => setOpen(false)}>Keep the name</Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
