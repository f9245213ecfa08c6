import { Button } from "@/components/ui/button"
import { FormActions } from "@/components/ui/form"
import { TextLink } from "@/components/ui/text-link"
import type { AddedPrice } from "./add-price-form"

/** Patterns stand for several models, which the preview cannot name. */
function addressOf({ from, provider, models }: AddedPrice): string {
  const [model = ""] = models
  const isOne = models.length === 1 && !/[*#!]/.test(model)
  const search = new URLSearchParams({ from, provider, ...(isOne ? { model } : {}) })
  return `/prices/rerate?${search}`
}

/** The way from a new price to the calls that came before it. */
export function RerateEarlier({ price, onDone }: { price: AddedPrice; onDone: () => void }) {
  return (
    <>
      <p>
        Calls that had a price keep it.{" "}
        <TextLink inline href={addressOf(price)}>
          Re-rate earlier calls
        </TextLink>{" "}
        to see what would move before anything does.
      </p>
      <FormActions>
        <Button onClick={onDone}>Done</Button>
      </FormActions>
    </>
  )
}
