"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { RotateEndpointProps } from "./rotate-endpoint"

const RotateEndpoint = later(async () => (await import("./rotate-endpoint")).RotateEndpoint)

/** The way to another signing secret. */
export function RotateButton(props: RotateEndpointProps) {
  return (
    <OpensLater
      button={(open) => (
        <TextButton onClick={open} aria-label={`Rotate secret of ${props.name}`}>
          Rotate secret
        </TextButton>
      )}
    >
      <RotateEndpoint {...props} />
    </OpensLater>
  )
}
