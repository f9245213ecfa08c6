"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { Button } from "@/components/ui/button"
import { FormActions, TextField } from "@/components/ui/form"
import { useSending } from "./use-sending"

/** One's own name, as others see it. */
export function NameForm({ name }: { name: string }) {
  const router = useRouter()
  const { form, busy, fields, fault, send } = useSending()
  const [saved, setSaved] = useState(false)

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    setSaved(false)
    const body = { name: String(new FormData(event.currentTarget).get("name")) }
    if ((await send<null>("/api/v1/profile", "PATCH", body)) === undefined) return
    setSaved(true)
    router.refresh()
  }

  return (
    <form ref={form} method="post" onSubmit={onSubmit} className="mt-4 max-w-[440px]">
      {fault && <FormFault>{fault}</FormFault>}
      <TextField
        label="Name"
        name="name"
        defaultValue={name}
        error={fields.name}
        autoComplete="name"
        maxLength={80}
        required
      />
      <FormActions>
        <Button type="submit" disabled={busy}>
          Change name
        </Button>
        <span role="status" className="text-ink-2">
          {saved ? "Saved." : ""}
        </span>
      </FormActions>
    </form>
  )
}
