import { clsx } from "clsx"
import type { ReactNode } from "react"

export interface SplitProps {
  list: ReactNode
  /** What one row of the list opens; null while nothing is open. */
  detail: ReactNode | null
}

/**
 * A list with one of its things beside it at 1,101 px and wider; below that the open thing takes the
 * page. The list keeps its place in the tree, so that opening a thing does not read it again, and what
 * is open scrolls by itself.
 */
export function Split({ list, detail }: SplitProps) {
  const open = detail !== null
  return (
    <div
      className={
        open ? "grid grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_560px]" : "max-w-(--page-max)"
      }
    >
      <div
        className={
          open ? "hidden min-w-0 border-line pr-6 pb-6 pl-(--gutter) lg:block lg:border-r" : "px-(--gutter)"
        }
      >
        {list}
      </div>
      {open && (
        <div
          className={clsx(
            "slide-in min-w-0 bg-surface px-(--gutter) pb-8 lg:px-6",
            "lg:sticky lg:top-[var(--bar,45px)] lg:max-h-[calc(100vh-var(--bar,45px))] lg:self-start lg:overflow-y-auto",
            "print:static print:max-h-none print:overflow-visible",
          )}
        >
          {detail}
        </div>
      )}
    </div>
  )
}

export interface DetailTopProps {
  /** What kind of thing: `Event`. */
  kind: string
  id: string
  /** Newer, Older, Copy link, Close. */
  actions: ReactNode
}

/** The first line of an open thing; it reaches over the pane's full width. */
export function DetailTop({ kind, id, actions }: DetailTopProps) {
  return (
    <div
      className={clsx(
        "flex min-h-11 items-center gap-2 border-b border-line bg-surface pr-2 pl-(--gutter) lg:sticky lg:top-0 lg:z-4 lg:pr-3 lg:pl-6",
        "-mx-(--gutter) lg:-mx-6",
      )}
    >
      {kind}
      <code className="min-w-0 truncate">{id}</code>
      <span className="ml-auto flex flex-none gap-0.5 print:hidden">{actions}</span>
    </div>
  )
}
