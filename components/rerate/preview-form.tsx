"use client"

import { useRouter } from "next/navigation"
import type { FormEvent } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { TextField } from "@/components/ui/form"

export interface PreviewFormProps {
  /** What the fields begin with; days as `YYYY-MM-DD`. */
  from: string
  to: string
  provider: string
  model: string
}

/** Asks for a dry run and leads to its figures. */
export function PreviewForm({ from, to, provider, model }: PreviewFormProps) {
  const router = useRouter()
  const { form, busy, fields, fault, send } = useSending()
  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const text = (name: string) => String(values.get(name) ?? "").trim()
    const body = {
      from: text("from"),
      to: text("to") || null,
      provider: text("provider"),
      model: text("model"),
    }
    const made = await send<{ id: number }>("/api/v1/rerates", "POST", body)
    if (made) router.push(`/prices/rerate?id=${made.id}`)
  }
  return (
    <form ref={form} method="post" onSubmit={onSubmit} aria-label="Preview a re-rate">
      {fault && <FormFault>{fault}</FormFault>}
      <div className="grid items-start gap-x-4 md:grid-cols-2 lg:grid-cols-4">
        <TextField label="From" name="from" type="date" defaultValue={from} error={fields.from} required />
        <TextField
          label="First day without"
          name="to"
          type="date"
          defaultValue={to}
          hint="Empty: up to now."
          error={fields.to}
        />
        <TextField
          label="Provider"
          name="provider"
          defaultValue={provider}
          hint="Empty: every provider."
          error={fields.provider}
          autoComplete="off"
        />
        <TextField
          label="Model"
          name="model"
          defaultValue={model}
          hint="Empty: every model."
          error={fields.model}
          autoComplete="off"
        />
      </div>
      <Button kind="primary" type="submit" disabled={busy}>
        Preview
      </Button>
    </form>
  )
}
