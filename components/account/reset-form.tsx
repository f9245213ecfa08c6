"use client"

import { type FormEvent, useEffect, useState } from "react"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { FormActions, TextField } from "@/components/ui/form"
import { TextLink } from "@/components/ui/text-link"
import { FormFault } from "./form-fault"
import { signIn } from "./sign-in"

/** Takes the token out of the address, so that neither history nor a copied link keeps it; "" for none. */
function useLinkToken(): string | null {
  const [token, setToken] = useState<string | null>(null)
  useEffect(() => {
    const found = /^#token=(.+)$/.exec(window.location.hash)?.[1]
    if (found) window.history.replaceState(null, "", window.location.pathname)
    // Effects run twice in development: what was found stays.
    setToken((known) => known || (found ?? ""))
  }, [])
  return token
}

/** Sets another password by the link of a letter, then signs in with it. */
export function ResetForm() {
  const token = useLinkToken()
  const { form, busy, fields, fault, send } = useSending()
  const [isSigningIn, setSigningIn] = useState(false)

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get("password"))
    const done = await send<{ email: string }>("/api/auth/reset", "POST", { token, password })
    if (done === undefined) return
    setSigningIn(true)
    const outcome = await signIn({ email: done.email, password, next: "/home" })
    // The password is set in any case: whoever is not let in at once signs in by hand.
    window.location.assign(outcome.ok ? String(outcome.value) : "/sign-in")
  }

  if (token === "")
    return <FormFault>This address holds no link. Open the one in the letter, whole.</FormFault>
  return (
    <form ref={form} onSubmit={onSubmit} method="post" action="/reset">
      {fault && (
        <FormFault>
          {fault}{" "}
          <TextLink inline href="/forgotten" prefetch={false}>
            Ask for a new link
          </TextLink>
        </FormFault>
      )}
      <TextField
        label="New password"
        name="password"
        type="password"
        hint="At least 8 characters; 15 or a few words are better."
        error={fields.password}
        autoComplete="new-password"
        required
      />
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy || isSigningIn || token === null}>
          Set password
        </Button>
      </FormActions>
    </form>
  )
}
