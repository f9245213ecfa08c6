"use client"

import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { callApi } from "@/components/sources/call-api"
import { Button } from "@/components/ui/button"
import { FormActions, SelectField, TextField } from "@/components/ui/form"

interface Props {
  /** The names in the file's first row. */
  columns: readonly string[]
  onSaved: (name: string) => void
}

const FIELDS = [
  { name: "day", label: "Day", looks: /date|day|time|datum/i },
  { name: "amount", label: "Amount", looks: /cost|amount|price|charge|total|betrag/i },
  { name: "model", label: "Model", looks: /model|sku/i },
  { name: "kind", label: "Kind (tax, fee, credit)", looks: /kind|category|type/i },
  { name: "requests", label: "Calls", looks: /requests|calls/i },
  { name: "input", label: "Input tokens, cached ones among them", looks: /input|prompt/i },
  { name: "output", label: "Output tokens", looks: /output|completion/i },
] as const
const REQUIRED: readonly string[] = ["day", "amount"]
const NOT_THERE = { value: "", label: "Not in the file" }
const KINDS = { tax: "tax", fee: "fee", credit: "credit", adjustment: "adjustment" }

const FORMATS = [
  { value: "ymd", label: "2026-11-20" },
  { value: "dmy", label: "20.11.2026" },
  { value: "mdy", label: "11/20/2026" },
]
const DECIMALS = [
  { value: ".", label: "1,234.56" },
  { value: ",", label: "1.234,56" },
]

function mappingOf(values: FormData) {
  const text = (name: string) => String(values.get(name) ?? "")
  const columns = FIELDS.flatMap(({ name }) => (text(name) === "" ? [] : [[name, text(name)] as const]))
  return {
    columns: Object.fromEntries(columns),
    provider: text("provider"),
    currency: text("currency"),
    zone: text("zone"),
    day_format: text("day_format"),
    decimal: text("decimal"),
    kinds: KINDS,
  }
}

/** Says which column of a CSV is what, and saves that under a name. */
export function MappingForm({ columns, onSaved }: Props) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const name = String(values.get("name"))
    setBusy(true)
    const body = { name, mapping: mappingOf(values) }
    const answer = await callApi<null>("/api/v1/imports/mappings", { method: "PUT", body })
    setBusy(false)
    setFault(answer.ok ? null : answer.refusal.detail)
    if (answer.ok) onSaved(name.trim())
  }
  const choices = columns.map((name) => ({ value: name, label: name }))
  const guess = (looks: RegExp) => columns.find((name) => looks.test(name)) ?? ""
  return (
    <form onSubmit={submit}>
      {fault && <FormFault>{fault}</FormFault>}
      <div className="grid gap-x-4 md:grid-cols-2">
        <TextField label="Name of the mapping" name="name" required maxLength={100} autoComplete="off" />
        <TextField
          label="Provider"
          name="provider"
          required
          maxLength={100}
          hint="As events name it: openai, qwen."
        />
        <TextField
          label="Currency"
          name="currency"
          required
          pattern="[A-Z]{3}"
          defaultValue="USD"
          maxLength={3}
        />
        <TextField label="Zone of its days" name="zone" required defaultValue="UTC" />
        <SelectField label="Days are written" name="day_format" choices={FORMATS} />
        <SelectField label="Numbers are written" name="decimal" choices={DECIMALS} />
        {FIELDS.map(({ name, label, looks }) => (
          <SelectField
            key={name}
            label={label}
            name={name}
            required={REQUIRED.includes(name)}
            defaultValue={guess(looks)}
            choices={REQUIRED.includes(name) ? choices : [NOT_THERE, ...choices]}
          />
        ))}
      </div>
      <FormActions>
        <Button type="submit" disabled={busy}>
          Save mapping
        </Button>
      </FormActions>
    </form>
  )
}
