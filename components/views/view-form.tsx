"use client"

import type { FormEvent } from "react"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { CheckField, FormActions, TextField } from "@/components/ui/form"
import type { SavedView, ViewPage } from "@/lib/views/schema"

export interface ViewFormProps {
  /** The view to change; null makes a new one of what is shown. */
  view: SavedView | null
  page: ViewPage
  query: string
  mayShare: boolean
  onSaved: (view: SavedView) => void
}

/** The name of a view, and who sees it. */
export function ViewForm({ view, page, query, mayShare, onSaved }: ViewFormProps) {
  const { form, busy, fields, fault, send } = useSending()

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const given = { name: String(values.get("name")), shared: values.has("shared") }
    const saved = view
      ? await send<SavedView>(`/api/v1/views/${view.id}`, "PATCH", given)
      : await send<SavedView>("/api/v1/views", "POST", { ...given, page, query })
    if (saved) onSaved(saved)
  }

  return (
    <form ref={form} method="post" onSubmit={onSubmit}>
      {fault && <FormFault>{fault}</FormFault>}
      <TextField
        label="Name"
        name="name"
        defaultValue={view?.name ?? ""}
        error={fields.name ?? fields.query}
        maxLength={80}
        autoComplete="off"
        required
      />
      {mayShare && (
        <CheckField
          label="Share it"
          name="shared"
          defaultChecked={view?.shared ?? false}
          hint="Every member who sees all teams can open it. What it shows them is what they may see."
        />
      )}
      <FormActions>
        <Button kind="primary" type="submit" disabled={busy}>
          {view ? "Change view" : "Save view"}
        </Button>
      </FormActions>
    </form>
  )
}
