"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, SelectField, TextField } from "@/components/ui/form"

export interface CreditDialogProps {
  currency: string
  /** The organisation's date today. */
  today: string
}

export function CreditDialog(props: CreditDialogProps) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog
      title="Add a credit"
      description="It pays the calls it is for in the order of their time. Billed falls, the list cost stays."
      open={open}
      onOpenChange={setOpen}
      trigger={<Button kind="primary">Add a credit</Button>}
    >
      <CreditForm {...props} onDone={() => setOpen(false)} />
    </Dialog>
  )
}

function bodyOf(values: FormData) {
  const text = (name: string) => String(values.get(name) ?? "").trim()
  const inTokens = text("unit") === "tokens"
  const size = text("size").replaceAll(",", "")
  return {
    name: text("name"),
    scope: text("scope")
      .split(";")
      .map((filter) => filter.trim())
      .filter(Boolean),
    amount: inTokens ? null : size,
    tokens: inTokens ? Number(size) : null,
    starts_at: text("starts_at"),
    expires_at: text("expires_at") || null,
  }
}

function CreditForm({ currency, today, onDone }: CreditDialogProps & { onDone: () => void }) {
  const router = useRouter()
  const { form, busy, fields, fault, send } = useSending()
  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const body = bodyOf(new FormData(event.currentTarget))
    if ((await send<{ id: number }>("/api/v1/credits", "POST", body)) === undefined) return
    onDone()
    router.refresh()
  }
  const scopeFault = fields.scope ?? Object.entries(fields).find(([name]) => name.startsWith("scope"))?.[1]
  return (
    <form ref={form} method="post" onSubmit={onSubmit}>
      {fault && <FormFault>{fault}</FormFault>}
      <TextField label="Name" name="name" error={fields.name} autoComplete="off" required />
      <TextField
        label="Pays for"
        name="scope"
        hint="Filters with ; between them, such as provider=deepseek; model~chat. Empty: every call."
        error={scopeFault}
        autoComplete="off"
      />
      <SelectField
        label="Measured in"
        name="unit"
        choices={[
          { value: "money", label: `Money (${currency})` },
          { value: "tokens", label: "Tokens" },
        ]}
      />
      <TextField
        label="How much"
        name="size"
        inputMode="decimal"
        error={fields.amount ?? fields.tokens}
        autoComplete="off"
        required
      />
      <TextField
        label="Starts on"
        name="starts_at"
        type="date"
        defaultValue={today}
        error={fields.starts_at}
        required
      />
      <TextField
        label="Expires on"
        name="expires_at"
        type="date"
        hint="From this day on it pays nothing. Empty: it does not expire."
        error={fields.expires_at}
      />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          Add credit
        </Button>
      </FormActions>
    </form>
  )
}
