"use client"

import { useRouter } from "next/navigation"
import { Suspense, useState } from "react"
import { callApi } from "@/components/sources/call-api"
import { Button } from "@/components/ui/button"
import { Menu } from "@/components/ui/menu"
import { later } from "@/components/ui/opens-later"
import { useAddress } from "@/components/ui/use-address"
import { MAILED_PAGES } from "@/lib/views/address"
import type { SavedView, ViewChange, ViewPage } from "@/lib/views/schema"
import { openView } from "./open-view"
import type { ViewTask } from "./view-dialog"
import { viewGroups } from "./view-groups"

const ViewDialog = later(async () => (await import("./view-dialog")).ViewDialog)

export interface ViewsMenuProps {
  page: ViewPage
  /** All that the person sees, of every page. */
  views: readonly SavedView[]
  mayShare: boolean
  /** Owners and administrators change what others shared. */
  mayEditAll: boolean
}

/** Opens views, says which one is open and whether it was changed, and keeps the controls under a name. */
export function ViewsMenu({ page, views, mayShare, mayEditAll }: ViewsMenuProps) {
  const router = useRouter()
  const { search } = useAddress()
  const { open, query, changed } = openView(page, search, views)
  const [task, setTask] = useState<ViewTask | null>(null)
  const [said, setSaid] = useState("")
  const change = async (change: ViewChange, done: string) => {
    if (!open) return
    const answer = await callApi<SavedView>(`/api/v1/views/${open.id}`, { method: "PATCH", body: change })
    setSaid(answer.ok ? done : answer.refusal.detail)
    if (answer.ok) router.refresh()
  }
  const groups = viewGroups({
    views,
    open,
    changed,
    mayEdit: open !== null && (open.own || mayEditAll),
    onSave: () => change({ query }, "Saved."),
    onHome: (home) => change({ home }, home ? "This view is your home." : "The Overview is your home."),
    onTask: setTask,
    onMail:
      open && MAILED_PAGES.some((mailed) => mailed === open.page)
        ? () => router.push(`/reports?mail=${open.id}`)
        : null,
  })
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span role="status" className="text-xs text-ink-3">
        {said}
      </span>
      <Menu
        align="end"
        trigger={
          <Button kind="plain">
            <span className="max-w-48 truncate">{open ? open.name : "Views"}</span>
            {changed && (
              <span className="text-accent" title="Changed since it was saved">
                <span aria-hidden="true">●</span>
                <span className="sr-only">, changed since it was saved</span>
              </span>
            )}
          </Button>
        }
        groups={groups}
      />
      {task && (
        <Suspense>
          <ViewDialog
            task={task}
            page={page}
            query={query}
            view={open}
            mayShare={mayShare}
            onClose={() => setTask(null)}
          />
        </Suspense>
      )}
    </span>
  )
}
