"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions, SelectField } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import type { CreatedKey } from "@/lib/auth/key-schema"
import { callApi } from "./call-api"
import { madeKey, useNewKey } from "./new-key"

const OVERLAPS = [
  { value: "1h", label: "1 hour" },
  { value: "now", label: "Not at all" },
  { value: "1m", label: "1 minute" },
  { value: "15m", label: "15 minutes" },
  { value: "6h", label: "6 hours" },
  { value: "24h", label: "24 hours" },
]

export interface RotateKeyProps {
  id: number
  name: string
  shown: string
}

/** Makes a key that takes this one's place, and shows it like any new key. Open from the start. */
export function RotateKey({ id, name, shown }: RotateKeyProps) {
  const router = useRouter()
  const { setMade } = useNewKey()
  const [open, setOpen] = useState(true)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const rotate = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    const body = { overlap: new FormData(event.currentTarget).get("overlap") }
    const answer = await callApi<CreatedKey>(`/api/v1/keys/${id}/rotate`, { method: "POST", body })
    setBusy(false)
    if (!answer.ok) return setFault(answer.refusal.detail)
    setOpen(false)
    setMade(madeKey(answer.value))
    window.scrollTo({ top: 0 })
    router.refresh()
  }
  return (
    <Dialog
      title={`Rotate ${name}`}
      description={
        <>
          Makes a new key with the same name, scopes and source.{" "}
          <code className="wrap-anywhere">{shown}</code> goes on for as long as you choose, so that both work
          while you put the new one in place.
        </>
      }
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={`Rotate ${name}`}>Rotate</TextButton>}
    >
      <form method="post" onSubmit={rotate}>
        {fault && (
          <p role="alert" className="mb-4 text-bad">
            {fault}
          </p>
        )}
        <SelectField label="The old key goes on for" name="overlap" choices={OVERLAPS} />
        <FormActions>
          <Button kind="primary" type="submit" disabled={busy}>
            Rotate key
          </Button>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
