"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { RenameDialogProps } from "./rename-dialog"

const RenameDialog = later(async () => (await import("./rename-dialog")).RenameDialog)

export function RenameButton(props: RenameDialogProps) {
  return (
    <OpensLater button={(open) => <TextButton onClick={open}>Rename or merge</TextButton>}>
      <RenameDialog {...props} />
    </OpensLater>
  )
}
