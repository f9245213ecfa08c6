"use client"

import { type FormEvent, useEffect, useRef, useState } from "react"
import { Button } from "@/components/ui/button"
import { FormActions, TextField } from "@/components/ui/form"
import type { OpenInvitation } from "@/lib/auth/invitation-schema"
import { FormFault } from "./form-fault"
import { signIn } from "./sign-in"
import { type Outcome, type Refusal, submit } from "./submit"

const NO_LINK = "This address holds no invitation. Open the link that you were sent, whole."

interface Opened {
  token: string
  invitation: OpenInvitation | null
  fault: string | null
}

/** Takes the token out of the address, so that neither history nor a copied link keeps it, and reads it. */
function useInvitation(): Opened | null {
  const [opened, setOpened] = useState<Opened | null>(null)
  const asked = useRef(false)
  useEffect(() => {
    if (asked.current) return
    asked.current = true
    const token = /^#token=(.+)$/.exec(window.location.hash)?.[1]
    if (token === undefined) return setOpened({ token: "", invitation: null, fault: NO_LINK })
    window.history.replaceState(null, "", window.location.pathname)
    void submit("/api/auth/invitation", { token }).then((outcome) =>
      setOpened(
        outcome.ok
          ? { token, invitation: outcome.value as OpenInvitation, fault: null }
          : { token, invitation: null, fault: outcome.refusal.detail },
      ),
    )
  }, [])
  return opened
}

/** Accepts, then signs in with the same words. */
async function accept(values: { token: string; name: string; password: string }): Promise<Outcome> {
  const made = await submit("/api/auth/accept", values)
  if (!made.ok) return made
  const { email } = made.value as { email: string }
  return signIn({ email, password: values.password, next: "/" })
}

/** Says what a link offers and lets its holder join. */
export function AcceptForm() {
  const opened = useInvitation()
  if (opened === null) return <p role="status">Reading the invitation</p>
  const { token, invitation, fault } = opened
  return invitation ? (
    <Joining token={token} invitation={invitation} />
  ) : (
    <FormFault>{fault ?? NO_LINK}</FormFault>
  )
}

function Joining({ token, invitation }: { token: string; invitation: OpenInvitation }) {
  const form = useRef<HTMLFormElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const errors = refusal?.fields ?? {}
  const { organisation, email, role, teams, has_account } = invitation
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
  }, [refusal])

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    setBusy(true)
    const values = new FormData(event.currentTarget)
    const [name, password] = [String(values.get("name") ?? ""), String(values.get("password"))]
    const outcome = await accept({ token, name, password })
    if (outcome.ok) return window.location.assign(String(outcome.value))
    setBusy(false)
    setRefusal(outcome.refusal)
  }

  return (
    <>
      <p className="mb-6 text-ink-2">
        {organisation} invites {email} as {role}
        {teams === null ? "" : ` for the teams ${teams.join(", ")}`}.
        {has_account && " The address has an account already: enter its password."}
      </p>
      <form ref={form} onSubmit={onSubmit} method="post" action="/accept">
        {refusal && Object.keys(errors).length === 0 && <FormFault>{refusal.detail}</FormFault>}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        {!has_account && (
          <TextField
            label="Your name"
            name="name"
            error={errors.name}
            autoComplete="name"
            maxLength={80}
            required
          />
        )}
        <TextField
          label="Password"
          name="password"
          type="password"
          {...(has_account ? {} : { hint: "At least 8 characters; 15 or a few words are better." })}
          error={errors.password}
          autoComplete={has_account ? "current-password" : "new-password"}
          required
        />
        <FormActions>
          <Button kind="primary" type="submit" disabled={isBusy}>
            Join {organisation}
          </Button>
        </FormActions>
      </form>
    </>
  )
}
