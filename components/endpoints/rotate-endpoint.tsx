"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, SelectField } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import type { SigningSecret } from "@/lib/auth/signing-schema"
import { useNewSecret } from "./new-secret"

const OVERLAPS = [
  { value: "24h", label: "24 hours" },
  { value: "now", label: "Not at all" },
  { value: "1h", label: "1 hour" },
  { value: "7d", label: "7 days" },
]

export interface RotateSecretProps {
  id: number
  name: string
}

/** Gives a webhook another signing secret and shows it this once. Open from the start. */
export function RotateSecret({ id, name }: RotateSecretProps) {
  const router = useRouter()
  const { setMade } = useNewSecret()
  const [open, setOpen] = useState(true)
  const { busy, fault, send } = useSending()
  const rotate = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const body = { overlap: new FormData(event.currentTarget).get("overlap") }
    const made = await send<SigningSecret>(`/api/v1/endpoints/${id}/rotate`, "POST", body)
    if (!made) return
    setOpen(false)
    setMade({ name, secret: made.secret, formerUntil: made.former_until })
    window.scrollTo({ top: 0 })
    router.refresh()
  }
  const title = `Rotate secret of ${name}`
  return (
    <Dialog
      title={title}
      description="Makes another signing secret. The former one signs beside it for as long as you choose, so that the receiver refuses nothing meanwhile."
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={title}>Rotate secret</TextButton>}
    >
      <form method="post" onSubmit={rotate}>
        {fault && <FormFault>{fault}</FormFault>}
        <SelectField label="The former secret signs for" name="overlap" choices={OVERLAPS} />
        <FormActions>
          <Button kind="primary" type="submit" disabled={busy}>
            Rotate secret
          </Button>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
