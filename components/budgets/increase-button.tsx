"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { IncreaseDialogProps } from "./increase-dialog"

const IncreaseDialog = later(async () => (await import("./increase-dialog")).IncreaseDialog)

/** The way to a limit that is higher for a while. */
export function IncreaseButton(props: IncreaseDialogProps) {
  return (
    <OpensLater
      button={(open) => (
        <TextButton onClick={open} aria-label={`Increase ${props.name}`}>
          Increase
        </TextButton>
      )}
    >
      <IncreaseDialog {...props} />
    </OpensLater>
  )
}
