"use client"

import { type FormEvent, type RefObject, useEffect, useRef, useState } from "react"
import { Button } from "@/components/ui/button"
import { FormActions, SelectField, TextField } from "@/components/ui/form"
import { FormFault } from "./form-fault"
import { signIn } from "./sign-in"
import { type Outcome, type Refusal, submit } from "./submit"

export interface SetupFormProps {
  /** IANA names. */
  zones: readonly string[]
  /** Today's name of a zone by the one a browser may still use. */
  renamedZones: Readonly<Record<string, string>>
  /** ISO 4217 codes. */
  currencies: readonly string[]
}

type FieldErrors = Refusal["fields"]

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
function useOwnZone(renamed: Readonly<Record<string, string>>): [string, (zone: string) => void] {
  const [zone, setZone] = useState("UTC")
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    setZone(renamed[timeZone] ?? timeZone)
  }, [renamed])
  return [zone, setZone]
}

function choicesOf(values: readonly string[], chosen: string) {
  const all = values.includes(chosen) ? values : [chosen, ...values]
  return all.map((value) => ({ value, label: value.replaceAll("_", " ") }))
}

function InstallationFields({
  zones,
  renamedZones,
  currencies,
  errors,
}: SetupFormProps & { errors: FieldErrors }) {
  const [token, setToken] = useTokenOfAddress()
  const [zone, setZone] = useOwnZone(renamedZones)
  return (
    <>
      <TextField
        label="Set-up token"
        name="token"
        hint="The server printed it when it started."
        error={errors.token}
        value={token}
        onChange={(event) => setToken(event.target.value)}
        autoComplete="off"
        spellCheck={false}
        required
      />
      <TextField
        label="Organisation"
        name="organisation"
        error={errors.organisation}
        autoComplete="organization"
        maxLength={80}
        required
      />
      <SelectField
        label="Reporting time zone"
        name="zone"
        hint="Days and months begin in this zone."
        error={errors.zone}
        choices={choicesOf(zones, zone)}
        value={zone}
        onChange={(event) => setZone(event.target.value)}
      />
      <SelectField
        label="Reporting currency"
        name="currency"
        hint="Every sum is in it; prices in other currencies are converted at dated rates."
        error={errors.currency}
        choices={choicesOf(currencies, "USD")}
        defaultValue="USD"
      />
    </>
  )
}

function OwnerFields({ errors }: { errors: FieldErrors }) {
  return (
    <>
      <TextField
        label="Your name"
        name="name"
        error={errors.name}
        autoComplete="name"
        maxLength={80}
        required
      />
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        error={errors.email}
        autoComplete="username"
        required
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        hint="At least 8 characters; 15 or a few words are better."
        error={errors.password}
        autoComplete="new-password"
        required
      />
    </>
  )
}

/** Sets up, then signs in with the same words. */
async function setUp(values: Record<string, FormDataEntryValue>): Promise<Outcome> {
  const made = await submit("/api/auth/setup", values)
  if (!made.ok) return made
  return signIn({ email: String(values.email), password: String(values.password), next: "/" })
}

function useFocusOnFault(form: RefObject<HTMLFormElement | null>, refusal: Refusal | null): void {
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
  }, [form, refusal])
}

/** Creates the organisation and its owner, then signs the owner in. */
export function SetupForm(props: SetupFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  useFocusOnFault(form, refusal)
  const errors = refusal?.fields ?? {}

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    setBusy(true)
    const outcome = await setUp(Object.fromEntries(new FormData(event.currentTarget)))
    if (outcome.ok) {
      window.location.assign(String(outcome.value))
      return
    }
    setBusy(false)
    setRefusal(outcome.refusal)
  }

  return (
    <form ref={form} onSubmit={onSubmit} method="post" action="/setup">
      {refusal && Object.keys(errors).length === 0 && <FormFault>{refusal.detail}</FormFault>}
      <InstallationFields {...props} errors={errors} />
      <OwnerFields errors={errors} />
      <FormActions>
        <Button kind="primary" type="submit" disabled={isBusy}>
          Create organisation
        </Button>
      </FormActions>
    </form>
  )
}
