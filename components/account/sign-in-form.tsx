"use client"

import { type FormEvent, useRef, useState } from "react"
import { Button } from "@/components/ui/button"
import { FormActions, TextField } from "@/components/ui/form"
import { FormFault } from "./form-fault"
import { signIn } from "./sign-in"
import type { Refusal } from "./submit"

/** Asks for an e-mail address and a password, and goes where the visitor wanted to. */
export function SignInForm({ next }: { next: string }) {
  const form = useRef<HTMLFormElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    setBusy(true)
    const outcome = await signIn({
      email: String(values.get("email")),
      password: String(values.get("password")),
      next,
    })
    if (outcome.ok) {
      // A whole load: nothing of a former visitor may stay in the router's memory.
      window.location.assign(String(outcome.value))
      return
    }
    setBusy(false)
    setRefusal(outcome.refusal)
    form.current?.querySelector<HTMLInputElement>("[name=password]")?.select()
  }

  const isBeside = refusal !== null && Object.keys(refusal.fields).length > 0
  return (
    <form ref={form} onSubmit={onSubmit} method="post" action="/sign-in">
      {refusal && !isBeside && <FormFault>{refusal.detail}</FormFault>}
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={refusal?.fields.password}
      />
      <FormActions>
        <Button kind="primary" type="submit" disabled={isBusy}>
          Sign in
        </Button>
      </FormActions>
    </form>
  )
}
