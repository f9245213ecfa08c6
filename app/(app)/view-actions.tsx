import { Suspense } from "react"
import { ViewsMenuLater } from "@/components/views/views-menu-later"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { listViews } from "@/lib/views/queries"
import type { ViewPage } from "@/lib/views/schema"

async function read() {
  const scope = await requireScope()
  const { actor } = scope
  const role = actor.kind === "user" ? actor.role : "viewer"
  return { views: await listViews(scope), role }
}

/** The views that were saved, and what can be done with the one that is open. */
export function ViewActions({ page }: { page: ViewPage }) {
  return (
    <Suspense>
      <Views page={page} />
    </Suspense>
  )
}

async function Views({ page }: { page: ViewPage }) {
  const found = await readSection("Saved views", read)
  if (!found.ok) return null
  const { views, role } = found.value
  return (
    <ViewsMenuLater
      page={page}
      views={views}
      mayShare={role !== "viewer"}
      mayEditAll={role === "owner" || role === "admin"}
    />
  )
}
