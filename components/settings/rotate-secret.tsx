"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, SelectField } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import type { SigningSecret } from "@/lib/auth/signing-schema"
import { useSending } from "./use-sending"

const OVERLAPS = [
  { value: "24h", label: "24 hours" },
  { value: "now", label: "Not at all" },
  { value: "1h", label: "1 hour" },
  { value: "7d", label: "7 days" },
]

export interface RotateSecretProps {
  name: string
  /** What it belongs to, as the API addresses it. */
  of: `/api/v1/${string}`
  /** What becomes of the former secret meanwhile. */
  meanwhile: string
  formerLabel: string
  onMade: (made: SigningSecret) => void
}

/** Gives what signs another secret, which is shown this once. Open from the start. */
export function RotateSecret({ name, of, meanwhile, formerLabel, onMade }: RotateSecretProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const { busy, fault, send } = useSending()
  const rotate = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const body = { overlap: new FormData(event.currentTarget).get("overlap") }
    const made = await send<SigningSecret>(`${of}/rotate`, "POST", body)
    if (!made) return
    setOpen(false)
    onMade(made)
    window.scrollTo({ top: 0 })
    router.refresh()
  }
  const title = `Rotate secret of ${name}`
  return (
    <Dialog
      title={title}
      description={`Makes another signing secret. ${meanwhile}`}
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={title}>Rotate secret</TextButton>}
    >
      <form method="post" onSubmit={rotate}>
        {fault && <FormFault>{fault}</FormFault>}
        <SelectField label={formerLabel} name="overlap" choices={OVERLAPS} />
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
