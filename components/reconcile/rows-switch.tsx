"use client"

import { Segmented } from "@/components/ui/segmented"
import { useAddress } from "@/components/ui/use-address"
import { BY, type By } from "@/lib/reconcile/rows-schema"

const WORDS: Record<By, string> = { row: "Rows", day: "Days", model: "Models", provider: "Providers" }
const CHOICES = BY.map((value) => ({ value, label: WORDS[value] }))
const STATES = [
  { value: "all", label: "All" },
  { value: "open", label: "Open" },
] as const

/** What one row is, and whether those that tie out are shown, in the address. */
export function RowsSwitch() {
  const { search, write } = useAddress()
  const by = BY.find((each) => each === search.get("by")) ?? "row"
  const state = search.get("state")
  return (
    <>
      <Segmented
        label="Rows"
        value={by}
        choices={CHOICES}
        onChoose={(value) => write({ by: value === "row" ? null : [value], row: null })}
      />
      <Segmented
        label="States"
        value={state === null ? "all" : state === "open" ? "open" : null}
        choices={STATES}
        onChoose={(value) => write({ state: value === "all" ? null : [value], row: null })}
      />
    </>
  )
}
