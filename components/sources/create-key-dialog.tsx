"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import type { CreatedKey } from "@/lib/auth/key-schema"
import { CreateKeyForm } from "./create-key-form"
import { madeKey, useNewKey } from "./new-key"

export interface CreateKeyDialogProps {
  /** Names of the sources there are. */
  sources: readonly string[]
  /** Only owners and administrators can make keys that manage keys. */
  mayAdmin: boolean
}

export function CreateKeyDialog({ sources, mayAdmin }: CreateKeyDialogProps) {
  const router = useRouter()
  const { setMade } = useNewKey()
  const [open, setOpen] = useState(true)
  const take = (key: CreatedKey) => {
    setOpen(false)
    setMade(madeKey(key))
    window.scrollTo({ top: 0 })
    router.refresh()
  }
  return (
    <Dialog
      title="Create a key"
      description="An application sends its usage with a key, or reads spend with one."
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>Create a key</Button>}
    >
      <CreateKeyForm sources={sources} mayAdmin={mayAdmin} onCreated={take} />
    </Dialog>
  )
}
