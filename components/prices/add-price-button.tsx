"use client"

import { Button } from "@/components/ui/button"
import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { AddPriceProps } from "./add-price"

const AddPrice = later(async () => (await import("./add-price")).AddPrice)

/** The way to a price of one's own. */
export function AddPriceButton(props: AddPriceProps) {
  const named = props.model ? { "aria-label": `Add price for ${props.model}` } : {}
  return (
    <OpensLater
      button={(open) =>
        props.look === "primary" ? (
          <Button kind="primary" onClick={open}>
            Add price
          </Button>
        ) : (
          <TextButton onClick={open} {...named}>
            Add price
          </TextButton>
        )
      }
    >
      <AddPrice {...props} />
    </OpensLater>
  )
}
