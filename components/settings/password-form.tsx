"use client"

import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { signIn } from "@/components/account/sign-in"
import { Button } from "@/components/ui/button"
import { FormActions, TextField } from "@/components/ui/form"
import { useSending } from "./use-sending"

/** Changes the password, which ends every session, and signs this browser in anew. */
export function PasswordForm({ email }: { email: string }) {
  const { form, busy, fields, fault, send } = useSending()
  const [saved, setSaved] = useState(false)

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    setSaved(false)
    const target = event.currentTarget
    const values = new FormData(target)
    const [current, password] = [String(values.get("current")), String(values.get("password"))]
    if ((await send<null>("/api/v1/profile/password", "POST", { current, password })) === undefined) return
    const outcome = await signIn({ email, password, next: "/settings/profile" })
    if (!outcome.ok) return window.location.assign("/sign-in")
    target.reset()
    setSaved(true)
  }

  return (
    <form ref={form} method="post" onSubmit={onSubmit} className="max-w-[440px]">
      {fault && <FormFault>{fault}</FormFault>}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <TextField
        label="Password now"
        name="current"
        type="password"
        error={fields.current}
        autoComplete="current-password"
        required
      />
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
        <Button type="submit" disabled={busy}>
          Change password
        </Button>
        <span role="status" className="text-ink-2">
          {saved ? "Changed. Every other session has ended." : ""}
        </span>
      </FormActions>
    </form>
  )
}
