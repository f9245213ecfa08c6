"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import { callApi } from "./call-api"

export interface RevokeKeyProps {
  id: number
  name: string
  shown: string
  sends: boolean
}

/** Ends a key after saying what stops with it. Open from the start. */
export function RevokeKey({ id, name, shown, sends }: RevokeKeyProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const revoke = async () => {
    setBusy(true)
    const answer = await callApi<null>(`/api/v1/keys/${id}`, { method: "DELETE" })
    setBusy(false)
    if (!answer.ok) return setFault(answer.refusal.detail)
    setOpen(false)
    router.refresh()
  }
  const stops = sends
    ? "Whoever sends events with it is refused; events already sent stay."
    : "Whoever reads with it is refused."
  return (
    <Dialog
      title={`Revoke ${name}`}
      description={
        <>
          <code className="wrap-anywhere">{shown}</code> stops working everywhere within a second. {stops}{" "}
          This cannot be undone.
        </>
      }
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={`Revoke ${name}`}>Revoke</TextButton>}
    >
      {fault && (
        <p role="alert" className="text-bad">
          {fault}
        </p>
      )}
      <FormActions>
        <Button kind="primary" onClick={revoke} disabled={busy}>
          Revoke key
        </Button>
        <Button onClick={() => setOpen(false)}>Keep it</Button>
      </FormActions>
    </Dialog>
  )
}
