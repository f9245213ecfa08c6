"use client"

import { useRouter } from "next/navigation"
import { FormFault } from "@/components/account/form-fault"
import { useSending } from "@/components/settings/use-sending"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { FormActions } from "@/components/ui/form"
import { savedViewHref, viewQuery } from "@/lib/views/address"
import type { SavedView, ViewPage } from "@/lib/views/schema"
import { ViewForm } from "./view-form"

export type ViewTask = "create" | "edit" | "delete"

export interface ViewDialogProps {
  task: ViewTask
  page: ViewPage
  query: string
  /** The view that is open. */
  view: SavedView | null
  mayShare: boolean
  onClose: () => void
}

/** Keeps what is shown under a name, or changes or deletes the view that is open. */
export function ViewDialog({ task, page, query, view, mayShare, onClose }: ViewDialogProps) {
  const router = useRouter()
  const take = (saved: SavedView) => {
    onClose()
    if (task === "create") router.push(savedViewHref(saved))
    router.refresh()
  }
  const leave = (open: boolean) => open || onClose()
  if (task === "delete" && view) {
    return (
      <Dialog
        title={`Delete ${view.name}`}
        description={
          view.shared
            ? "Everybody loses this view. What it shows stays."
            : "The view is gone. What it shows stays."
        }
        open
        onOpenChange={leave}
      >
        <DeleteView view={view} page={page} query={query} onClose={onClose} />
      </Dialog>
    )
  }
  const editing = task === "edit" ? view : null
  return (
    <Dialog
      title={editing ? "Rename or share the view" : "Save as a view"}
      description={
        editing
          ? "The link to it stays the same."
          : "The page with its range, filters and grouping, under a name."
      }
      open
      onOpenChange={leave}
    >
      <ViewForm view={editing} page={page} query={query} mayShare={mayShare} onSaved={take} />
    </Dialog>
  )
}

interface DeleteViewProps {
  view: SavedView
  page: string
  query: string
  onClose: () => void
}

function DeleteView({ view, page, query, onClose }: DeleteViewProps) {
  const router = useRouter()
  const { busy, fault, send } = useSending()
  const act = async () => {
    if ((await send<null>(`/api/v1/views/${view.id}`, "DELETE")) === undefined) return
    onClose()
    const left = viewQuery(query)
    router.push(left === "" ? page : `${page}?${left}`)
    router.refresh()
  }
  return (
    <>
      {fault && <FormFault>{fault}</FormFault>}
      <FormActions>
        <Button kind="primary" onClick={act} disabled={busy}>
          Delete view
        </Button>
        <Button onClick={onClose}>Keep it</Button>
      </FormActions>
    </>
  )
}
