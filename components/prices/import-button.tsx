"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"

const ImportPrices = later(async () => (await import("./import-prices")).ImportPrices)

/** The way to a file of prices. */
export function ImportButton() {
  return (
    <OpensLater button={(open) => <TextButton onClick={open}>Import</TextButton>}>
      <ImportPrices />
    </OpensLater>
  )
}
