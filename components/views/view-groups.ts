import type { MenuGroup } from "@/components/ui/menu"
import { savedViewHref } from "@/lib/views/address"
import type { SavedView } from "@/lib/views/schema"
import type { ViewTask } from "./view-dialog"

export interface ViewGroupsInput {
  views: readonly SavedView[]
  open: SavedView | null
  changed: boolean
  mayEdit: boolean
  onSave: () => void
  onHome: (home: boolean) => void
  onTask: (task: ViewTask) => void
  /** Null on a page that no letter can show. */
  onMail: (() => void) | null
}

function linksTo(heading: string, views: readonly SavedView[]): MenuGroup[] {
  const links = views.map((view) => ({
    href: savedViewHref(view),
    label: view.home ? `${view.name} (home)` : view.name,
  }))
  return links.length > 0 ? [{ kind: "links", heading, links }] : []
}

/** What the menu of views offers: the views, then what can be done with what is shown. */
export function viewGroups(input: ViewGroupsInput): MenuGroup[] {
  const { views, open, changed, mayEdit, onSave, onHome, onTask, onMail } = input
  const acts = [
    ...(changed && mayEdit ? [{ label: "Save changes", onChoose: onSave }] : []),
    { label: "Save as…", onChoose: () => onTask("create") },
    ...(open && mayEdit ? [{ label: "Rename or share…", onChoose: () => onTask("edit") }] : []),
    ...(open
      ? [{ label: open.home ? "No longer my home" : "Make it my home", onChoose: () => onHome(!open.home) }]
      : []),
    ...(open && onMail ? [{ label: "Mail this view…", onChoose: onMail }] : []),
    ...(open && mayEdit ? [{ label: "Delete…", onChoose: () => onTask("delete") }] : []),
  ]
  return [
    ...linksTo(
      "Your views",
      views.filter(({ own }) => own),
    ),
    ...linksTo(
      "Shared with you",
      views.filter(({ own }) => !own),
    ),
    { kind: "acts", heading: open ? open.name : "What is shown", acts },
  ]
}
