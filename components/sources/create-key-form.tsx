"use client"

import { type FormEvent, useEffect, useId, useRef, useState } from "react"
import { Button } from "@/components/ui/button"
import { CheckField, FormActions, SelectField, TextField } from "@/components/ui/form"
import type { CreatedKey, KeyForm } from "@/lib/auth/key-schema"
import { type ApiRefusal, callApi } from "./call-api"

const ENVIRONMENTS = ["live", "test", "staging", "dev"].map((value) => ({ value, label: value }))

const SCOPES = [
  { scope: "ingest", label: "Send events", hint: "What an application needs." },
  { scope: "backfill", label: "Send events of any age", hint: "Without it up to 35 days back." },
  { scope: "authorize", label: "Ask budgets before a call", hint: "May I spend? It reserves an estimate." },
  { scope: "smoke", label: "Post smoke runs", hint: "It sends no events, and they send no runs." },
  { scope: "read", label: "Read spend and events" },
  { scope: "admin", label: "Manage keys", hint: "It can make and revoke keys of every kind." },
] as const

const EXPIRIES = [
  { value: "", label: "Never" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
]
const DAY_MS = 86_400_000

function inputOf(form: FormData): KeyForm {
  const source = String(form.get("source") ?? "").trim()
  const days = Number(form.get("expires"))
  return {
    name: String(form.get("name")),
    environment: String(form.get("environment")),
    scopes: SCOPES.map(({ scope }) => scope).filter((scope) => form.has(scope)),
    ...(source === "" ? {} : { source }),
    ...(days > 0 ? { expires_at: new Date(Date.now() + days * DAY_MS).toISOString() } : {}),
  }
}

export interface CreateKeyFormProps {
  sources: readonly string[]
  mayAdmin: boolean
  onCreated: (key: CreatedKey) => void
}

export function CreateKeyForm({ sources, mayAdmin, onCreated }: CreateKeyFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const list = useId()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<ApiRefusal | null>(null)
  const fields = refusal?.fields ?? {}

  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
  }, [refusal])

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    const body = inputOf(new FormData(event.currentTarget))
    const answer = await callApi<CreatedKey>("/api/v1/keys", { method: "POST", body })
    setBusy(false)
    if (answer.ok) onCreated(answer.value)
    else setRefusal(answer.refusal)
  }

  return (
    <form ref={form} onSubmit={submit}>
      {refusal && Object.keys(fields).length === 0 && (
        <p role="alert" className="mb-4 rounded-md bg-bad-soft px-3 py-2 text-bad">
          {refusal.detail}
        </p>
      )}
      <TextField
        label="Name"
        name="name"
        hint="What it is for, such as checkout-service."
        error={fields.name}
        maxLength={80}
        autoComplete="off"
        required
      />
      <TextField
        label="Source"
        name="source"
        hint="Where its events come from. A new name makes a new source; left empty it is the key's name."
        error={fields.source}
        maxLength={80}
        autoComplete="off"
        list={list}
      />
      <datalist id={list}>
        {sources.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div className="grid items-start gap-x-4 md:grid-cols-2">
        <SelectField
          label="Environment"
          name="environment"
          hint="Stands in the key's text."
          error={fields.environment}
          choices={ENVIRONMENTS}
        />
        <SelectField label="Expires" name="expires" error={fields.expires_at} choices={EXPIRIES} />
      </div>
      <Scopes mayAdmin={mayAdmin} error={fields.scopes} />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          Create key
        </Button>
      </FormActions>
    </form>
  )
}

function Scopes({ mayAdmin, error }: { mayAdmin: boolean; error: string | undefined }) {
  const offered = SCOPES.filter(({ scope }) => scope !== "admin" || mayAdmin)
  return (
    <fieldset>
      <legend className="mb-1 text-xs text-ink-2">What it may do</legend>
      {offered.map(({ scope, label, ...rest }) => (
        <CheckField key={scope} name={scope} label={label} defaultChecked={scope === "ingest"} {...rest} />
      ))}
      {error && (
        <p role="alert" className="text-xs text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
