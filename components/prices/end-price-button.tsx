"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { EndPriceProps } from "./end-price"

const EndPrice = later(async () => (await import("./end-price")).EndPrice)

export function EndPriceButton(props: EndPriceProps) {
  return (
    <OpensLater
      button={(open) => (
        <TextButton onClick={open} aria-label={`End ${props.name}`}>
          End
        </TextButton>
      )}
    >
      <EndPrice {...props} />
    </OpensLater>
  )
}
