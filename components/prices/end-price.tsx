"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { callApi } from "@/components/sources/call-api"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, TextField } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"

export interface EndPriceProps {
  number: number
  name: string
  /** `YYYY-MM-DD`. */
  today: string
}

/** Asks from which day on a price no longer holds. Open from the start. */
export function EndPrice({ number, name, today }: EndPriceProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | undefined>()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    const day = String(new FormData(event.currentTarget).get("day"))
    const answer = await callApi(`/api/v1/prices/${number}?day=${encodeURIComponent(day)}`, {
      method: "DELETE",
    })
    setBusy(false)
    if (!answer.ok) return setFault(answer.refusal.fields.day ?? answer.refusal.detail)
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      title={`End ${name}`}
      description="From that day on its calls are priced by the list. Calls counted already keep what they have."
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={`End ${name}`}>End</TextButton>}
    >
      <form onSubmit={submit}>
        <TextField
          label="First day without it"
          name="day"
          type="date"
          defaultValue={today}
          error={fault}
          required
        />
        <FormActions>
          <Button kind="primary" type="submit" disabled={busy}>
            End price
          </Button>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
