"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { CheckField, FormActions, SelectField, TextField } from "@/components/ui/form"
import type { CreatedSource } from "@/lib/sources/schema"
import { kindChoices } from "./kind-words"
import { madeKey, useNewKey } from "./new-key"

export const BILLS_LABEL = "Its amounts are what is billed"
export const BILLS_HINT =
  "For a gateway with prices of its own that you pay. Otherwise the price book says what calls cost."

export interface CreateSourceDialogProps {
  /** Whether they may say that a source bills. */
  mayKeep: boolean
}

/** Makes a source with what it sends with. Open from the start. */
export function CreateSourceDialog({ mayKeep }: CreateSourceDialogProps) {
  const router = useRouter()
  const { setMade } = useNewKey()
  const [open, setOpen] = useState(true)
  const { form, busy, fields, fault, send } = useSending()
  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const body = { name: given.get("name"), kind: given.get("kind"), bills: given.has("bills") }
    const made = await send<CreatedSource>("/api/v1/sources", "POST", body)
    if (!made) return
    setOpen(false)
    const { source, key, webhook } = made
    const { name, kind } = source
    if (key) setMade(madeKey(key, kind))
    else if (webhook) setMade({ name, kind, key, ...webhook, formerUntil: null })
    window.scrollTo({ top: 0 })
    router.refresh()
  }
  return (
    <Dialog
      title="Create a source"
      description="Where events come from. It gets a key, or a secret that signs its webhooks."
      open={open}
      onOpenChange={setOpen}
      trigger={<Button kind="primary">Create a source</Button>}
    >
      <form ref={form} method="post" onSubmit={create}>
        {fault && <FormFault>{fault}</FormFault>}
        <TextField
          label="Name"
          name="name"
          hint="The application or gateway, such as support-app."
          error={fields.name}
          maxLength={80}
          autoComplete="off"
          required
        />
        <SelectField
          label="It sends by"
          name="kind"
          hint="Its recipe is shown next, with the key filled in."
          error={fields.kind}
          choices={kindChoices(mayKeep)}
        />
        {mayKeep && <CheckField label={BILLS_LABEL} name="bills" hint={BILLS_HINT} />}
        <FormActions>
          <Button kind="primary" type="submit" disabled={busy}>
            Create source
          </Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
