"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { type ApiRefusal, callApi } from "@/components/sources/call-api"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, TextField } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"

export interface AddRateProps {
  /** `YYYY-MM-DD`. */
  today: string
}

/** An exchange rate from a day on. Open from the start. */
export function AddRate({ today }: AddRateProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<ApiRefusal | null>(null)
  const fields = refusal?.fields ?? {}
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? "").trim()
    const body = {
      ...{ currency: text("currency").toUpperCase(), date: text("date") },
      ...{ usdPerUnit: text("usd"), source: text("source") },
    }
    const answer = await callApi("/api/v1/exchange-rates", { method: "PUT", body })
    setBusy(false)
    if (!answer.ok) return setRefusal(answer.refusal)
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      title="Add rate"
      description="Calls from that day on are converted with it. Calls counted already keep the rate they have."
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton>Add rate</TextButton>}
    >
      <form onSubmit={submit}>
        {refusal && Object.keys(fields).length === 0 && (
          <p role="alert" className="mb-4 rounded-md bg-bad-soft px-3 py-2 text-bad">
            {refusal.detail}
          </p>
        )}
        <div className="grid items-start gap-x-4 md:grid-cols-2">
          <TextField label="Currency" name="currency" hint="Such as EUR." error={fields.currency} required />
          <TextField label="From" name="date" type="date" defaultValue={today} error={fields.date} required />
        </div>
        <TextField
          label="US dollars for one"
          name="usd"
          inputMode="decimal"
          hint="Such as 1.0842."
          error={fields.usdPerUnit}
          required
        />
        <TextField label="Source" name="source" hint="Such as ECB." error={fields.source} required />
        <FormActions>
          <Button kind="primary" type="submit" disabled={busy}>
            Add rate
          </Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
