"use client"

import { type FormEvent, useEffect, useRef, useState } from "react"
import { Button } from "@/components/ui/button"
import { FormActions, SelectField, TextField } from "@/components/ui/form"
import { FormFault } from "./form-fault"
import { signIn } from "./sign-in"
import { type Refusal, submit } from "./submit"

export interface SetupFormProps {
  /** IANA names. */
  zones: readonly string[]
  /** ISO 4217 codes. */
  currencies: readonly string[]
}

/** Takes the token out of the address, so that neither history nor a copied link keeps it. */
function useTokenOfAddress(): [string, (token: string) => void] {
  const [token, setToken] = useState("")
  useEffect(() => {
    const found = /^#token=(.+)$/.exec(window.location.hash)?.[1]
    if (found === undefined) return
    setToken(found)
    window.history.replaceState(null, "", window.location.pathname)
  }, [])
  return [token, setToken]
}

/** The browser's own zone, once it is known which. */
function useOwnZone(): [string, (zone: string) => void] {
  const [zone, setZone] = useState("UTC")
  useEffect(() => setZone(Intl.DateTimeFormat().resolvedOptions().timeZone), [])
  return [zone, setZone]
}

function choicesOf(values: readonly string[], chosen: string) {
  const all = values.includes(chosen) ? values : [chosen, ...values]
  return all.map((value) => ({ value, label: value.replaceAll("_", " ") }))
}

/** Creates the organisation and its owner, then signs the owner in. */
export function SetupForm({ zones, currencies }: SetupFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [token, setToken] = useTokenOfAddress()
  const [zone, setZone] = useOwnZone()
  const fields = refusal?.fields ?? {}

  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
  }, [refusal])

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = Object.fromEntries(new FormData(event.currentTarget))
    setBusy(true)
    const made = await submit("/api/auth/setup", values)
    const { email, password } = values
    const outcome = made.ok
      ? await signIn({ email: String(email), password: String(password), next: "/" })
      : made
    if (outcome.ok) {
      window.location.assign(String(outcome.value))
      return
    }
    setBusy(false)
    setRefusal(outcome.refusal)
  }

  return (
    <form ref={form} onSubmit={onSubmit} method="post" action="/setup">
      {refusal && Object.keys(fields).length === 0 && <FormFault>{refusal.detail}</FormFault>}
      <TextField
        label="Set-up token"
        name="token"
        hint="The server printed it when it started."
        error={fields.token}
        value={token}
        onChange={(event) => setToken(event.target.value)}
        autoComplete="off"
        spellCheck={false}
        required
      />
      <TextField
        label="Organisation"
        name="organisation"
        error={fields.organisation}
        autoComplete="organization"
        maxLength={80}
        required
      />
      <SelectField
        label="Reporting time zone"
        name="zone"
        hint="Days and months begin in this zone."
        error={fields.zone}
        choices={choicesOf(zones, zone)}
        value={zone}
        onChange={(event) => setZone(event.target.value)}
      />
      <SelectField
        label="Reporting currency"
        name="currency"
        hint="Every sum is in it; prices in other currencies are converted at dated rates."
        error={fields.currency}
        choices={choicesOf(currencies, "USD")}
        defaultValue="USD"
      />
      <TextField
        label="Your name"
        name="name"
        error={fields.name}
        autoComplete="name"
        maxLength={80}
        required
      />
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        error={fields.email}
        autoComplete="username"
        required
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        hint="At least 8 characters; 15 or a few words are better."
        error={fields.password}
        autoComplete="new-password"
        required
      />
      <FormActions>
        <Button kind="primary" type="submit" disabled={isBusy}>
          Create organisation
        </Button>
      </FormActions>
    </form>
  )
}
