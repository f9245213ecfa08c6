"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, SelectField, TextField } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import type { MuteProps } from "./mute-button"

const HOUR_MS = 3_600_000
const LENGTHS = [
  { value: "1", label: "An hour" },
  { value: "4", label: "4 hours" },
  { value: "24", label: "A day" },
  { value: "168", label: "A week" },
  { value: "720", label: "30 days" },
]

/** Keeps a budget or rule quiet for a while and says why. Open from the start. */
export function MuteDialog({ name, origin }: MuteProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const { form, busy, fault, fields, send } = useSending()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const until = new Date(Date.now() + Number(values.get("hours")) * HOUR_MS).toISOString()
    const body = { ...origin, until, reason: String(values.get("reason")) }
    if ((await send("/api/v1/alerts/mutes", "POST", body)) === undefined) return
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      title={`Mute ${name}`}
      description="It tells nobody for so long. What happens meanwhile is recorded all the same."
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={`Mute ${name}`}>Mute</TextButton>}
    >
      {fault && <FormFault>{fault}</FormFault>}
      <form ref={form} onSubmit={submit}>
        <SelectField label="For" name="hours" choices={LENGTHS} defaultValue="24" error={fields.until} />
        <TextField
          label="Reason"
          name="reason"
          required
          maxLength={300}
          autoComplete="off"
          error={fields.reason}
        />
        <FormActions>
          <Button kind="primary" type="submit" disabled={busy}>
            Mute
          </Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
