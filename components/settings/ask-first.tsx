"use client"

import { useRouter } from "next/navigation"
import { type ReactNode, useState } from "react"
import { FormFault } from "@/components/account/form-fault"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions } from "@/components/ui/form"
import { TextButton } from "@/components/ui/text-button"
import { useSending } from "./use-sending"

export interface AskFirstProps {
  /** The word that opens the question: `Remove`. */
  word: string
  title: string
  /** What changes and what it costs. */
  description: ReactNode
  /** The button that does it: `Remove member`. */
  action: string
  path: string
}

/** Deletes something of ours after saying what goes with it. Open from the start. */
export function AskFirst({ word, title, description, action, path }: AskFirstProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const { busy, fault, send } = useSending()
  const act = async () => {
    if ((await send<null>(path, "DELETE")) === undefined) return
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      title={title}
      description={description}
      open={open}
      onOpenChange={setOpen}
      trigger={<TextButton aria-label={title}>{word}</TextButton>}
    >
      {fault && <FormFault>{fault}</FormFault>}
      <FormActions>
        <Button kind="primary" onClick={act} disabled={busy}>
          {action}
        </Button>
        <Button onClick={() => setOpen(false)}>Keep it</Button>
      </FormActions>
    </Dialog>
  )
}
