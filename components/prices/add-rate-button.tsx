"use client"

import { later, OpensLater } from "@/components/ui/opens-later"
import { TextButton } from "@/components/ui/text-button"
import type { AddRateProps } from "./add-rate"

const AddRate = later(async () => (await import("./add-rate")).AddRate)

export function AddRateButton(props: AddRateProps) {
  return (
    <OpensLater button={(open) => <TextButton onClick={open}>Add rate</TextButton>}>
      <AddRate {...props} />
    </OpensLater>
  )
}
