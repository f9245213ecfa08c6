"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { RotateSecretProps } from "./rotate-secret"

const RotateSecret = later(async () => (await import("./rotate-secret")).RotateSecret)

/** The way to another signing secret. */
export function RotateButton(props: RotateSecretProps) {
  return (
    <OpensLater
      button={(open) => (
        <TextButton onClick={open} aria-label={`Rotate secret of ${props.name}`}>
          Rotate secret
        </TextButton>
      )}
    >
      <RotateSecret {...props} />
    </OpensLater>
  )
}
