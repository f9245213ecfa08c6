"use client"

import { type FormEvent, useState } from "react"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { FormActions, TextField } from "@/components/ui/form"
import { FormFault } from "./form-fault"

/** Asks for a letter with a link; what it answers says nothing of who has an account. */
export function ForgottenForm() {
  const { form, busy, fields, fault, send } = useSending()
  const [sentTo, setSentTo] = useState<string | null>(null)

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const email = String(new FormData(event.currentTarget).get("email"))
    if ((await send("/api/auth/forgotten", "POST", { email })) !== undefined) setSentTo(email)
  }

  if (sentTo !== null) {
    return (
      <p role="status" className="wrap-anywhere">
        If {sentTo} is a member&apos;s address, a letter is on its way. Its link works once, for an hour.
      </p>
    )
  }
  return (
    <form ref={form} onSubmit={onSubmit} method="post" action="/forgotten">
      {fault && <FormFault>{fault}</FormFault>}
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="username"
        error={fields.email}
        required
      />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          Mail me a link
        </Button>
      </FormActions>
    </form>
  )
}
