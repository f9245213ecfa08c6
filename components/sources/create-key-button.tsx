"use client"

import { Button } from "@/components/ui/button"
import { later, OpensLater } from "@/components/ui/opens-later"
import type { CreateKeyDialogProps } from "./create-key-dialog"

const CreateKeyDialog = later(async () => (await import("./create-key-dialog")).CreateKeyDialog)

/** The way to a new key. */
export function CreateKeyButton(props: CreateKeyDialogProps) {
  return (
    <OpensLater button={(open) => <Button onClick={open}>Create a key</Button>}>
      <CreateKeyDialog {...props} />
    </OpensLater>
  )
}
