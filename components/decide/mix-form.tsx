"use client"

import type { FormEvent } from "react"
import { Button } from "@/components/ui/button"
import { useAddress } from "@/components/ui/use-address"

export interface MixFormProps {
  /** What takes one route as a whole, with the routes that are open to it. */
  scopes: readonly {
    id: string
    label: string
    route: string
    routes: readonly { value: string; label: string }[]
  }[]
  isOpen: boolean
}

/** A mix of the reader's own, beside the cheapest: a route for each scope, kept in the address. */
export function MixForm({ scopes, isOpen }: MixFormProps) {
  const { pending, write } = useAddress()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    write({ mix: [scopes.map(({ id }) => `${id}:${String(form.get(id))}`).join(",")] })
  }
  return (
    <details className="mt-3 print:hidden" open={isOpen}>
      <summary className="cursor-pointer text-accent">Compare a mix of your own</summary>
      <form onSubmit={submit} aria-busy={pending} className="mt-3 flex flex-wrap items-end gap-x-4 gap-y-3">
        {scopes.map(({ id, label, route, routes }) => (
          <label key={id} className="flex min-w-0 flex-col gap-1 text-xs text-ink-2">
            <span className="max-w-50 truncate">{label}</span>
            <select
              name={id}
              defaultValue={route}
              className="h-(--control) rounded-md border border-control bg-surface px-2 text-base text-ink"
            >
              {routes.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </select>
          </label>
        ))}
        <span className="flex gap-2">
          <Button type="submit">Compare</Button>
          {isOpen && (
            <Button type="button" kind="plain" onClick={() => write({ mix: null })}>
              Take it out
            </Button>
          )}
        </span>
      </form>
    </details>
  )
}
