"use client"

import { type FormEvent, useId, useState } from "react"
import { useAddress } from "@/components/ui/use-address"

export interface AssumptionFieldProps {
  name: string
  label: string
  value: string | null
  /** Lists are words, everything else is a number. */
  isList?: boolean
}

/** A value of the decision: changed, it stands in the address, and everything is reckoned anew. */
export function AssumptionField({ name, label, value, isList = false }: AssumptionFieldProps) {
  const { search, pending, write } = useAddress()
  const id = useId()
  const [fault, setFault] = useState<string | null>(null)
  const set = (text: string) => {
    if (text === (value ?? "")) return
    if (!isList && text !== "" && !/^-?\d+(\.\d+)?$/.test(text)) {
      setFault("A number such as 3 or 0.05.")
      return
    }
    setFault(null)
    const others = search.getAll("assume").filter((each) => !each.startsWith(`${name}:`))
    write({ assume: text === "" ? others : [...others, `${name}:${text}`] })
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const field = event.currentTarget.elements.namedItem("value")
    if (field instanceof HTMLInputElement) set(field.value.trim())
  }
  return (
    <form onSubmit={submit} className="flex items-center gap-2 print:contents" aria-busy={pending}>
      <input
        key={value ?? ""}
        id={id}
        name="value"
        defaultValue={value ?? ""}
        placeholder="not set"
        inputMode={isList ? "text" : "decimal"}
        aria-label={label}
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? `${id}-fault` : undefined}
        onBlur={(event) => set(event.currentTarget.value.trim())}
        className={`h-(--control) rounded-md border border-control bg-surface px-2.5 tabular-nums ${isList ? "w-60 text-left max-md:w-40" : "w-22 text-right"}`}
      />
      {fault && (
        <span id={`${id}-fault`} role="alert" className="text-xs text-bad">
          {fault}
        </span>
      )}
    </form>
  )
}
