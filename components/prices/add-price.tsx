"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { TextButton } from "@/components/ui/text-button"
import { localDate } from "@/lib/time"
import { type AddedPrice, AddPriceForm, type AddPriceFormProps } from "./add-price-form"
import { RerateEarlier } from "./rerate-earlier"

export interface AddPriceProps extends Omit<AddPriceFormProps, "onAdded"> {
  look: "primary" | "text"
  /** The organisation's, in which a price's first day begins. */
  zone: string
}

/** Open from the start. */
export function AddPrice({ look, zone, ...form }: AddPriceProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const [added, setAdded] = useState<AddedPrice | null>(null)
  const named = form.model ? { "aria-label": `Add price for ${form.model}` } : {}
  const done = (price: AddedPrice) => {
    const isEarlier = price.from <= localDate(new Date(), zone)
    setAdded(isEarlier ? price : null)
    setOpen(isEarlier)
    router.refresh()
  }
  const change = (next: boolean) => {
    setOpen(next)
    if (!next) setAdded(null)
  }
  const words = added
    ? {
        title: "Price added",
        description: "It reaches later calls, and within seconds those without a price.",
      }
    : {
        title: "Add price",
        description:
          "It holds over the list from its first day on. Calls that are counted already keep what they have.",
      }
  return (
    <Dialog
      {...words}
      open={open}
      onOpenChange={change}
      trigger={
        look === "primary" ? (
          <Button kind="primary">Add price</Button>
        ) : (
          <TextButton {...named}>Add price</TextButton>
        )
      }
    >
      {added ? (
        <RerateEarlier price={added} onDone={() => change(false)} />
      ) : (
        <AddPriceForm {...form} onAdded={done} />
      )}
    </Dialog>
  )
}
