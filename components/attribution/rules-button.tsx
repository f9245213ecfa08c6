"use client"

import { Button } from "@/components/ui/button"
import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { RulesDialogProps } from "./rules-dialog"

const RulesDialog = later(async () => (await import("./rules-dialog")).RulesDialog)

/** The way to a change of the rules. */
export function RulesButton(props: RulesDialogProps) {
  const { word, title, look } = props
  return (
    <OpensLater
      button={(open) =>
        look === "primary" ? (
          <Button kind="primary" onClick={open}>
            {word}
          </Button>
        ) : (
          <TextButton onClick={open} aria-label={title}>
            {word}
          </TextButton>
        )
      }
    >
      <RulesDialog {...props} />
    </OpensLater>
  )
}
