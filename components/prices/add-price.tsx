"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { TextButton } from "@/components/ui/text-button"
import { AddPriceForm, type AddPriceFormProps } from "./add-price-form"

export interface AddPriceProps extends Omit<AddPriceFormProps, "onAdded"> {
  look: "primary" | "text"
}

/** Open from the start. */
export function AddPrice({ look, ...form }: AddPriceProps) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  const named = form.model ? { "aria-label": `Add price for ${form.model}` } : {}
  const done = () => {
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      title="Add price"
      description="It holds over the list from its first day on. Calls that are counted already keep what they have."
      open={open}
      onOpenChange={setOpen}
      trigger={
        look === "primary" ? (
          <Button kind="primary">Add price</Button>
        ) : (
          <TextButton {...named}>Add price</TextButton>
        )
      }
    >
      <AddPriceForm {...form} onAdded={done} />
    </Dialog>
  )
}
