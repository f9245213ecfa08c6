"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { PoolDialogProps } from "./pool-dialog"

const PoolDialog = later(async () => (await import("./pool-dialog")).PoolDialog)

/** The way to a change of what is shared. */
export function PoolButton(props: PoolDialogProps) {
  const { word, title } = props
  return (
    <OpensLater
      button={(open) => (
        <TextButton onClick={open} aria-label={title}>
          {word}
        </TextButton>
      )}
    >
      <PoolDialog {...props} />
    </OpensLater>
  )
}
