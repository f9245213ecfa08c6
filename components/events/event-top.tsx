"use client"

import { useEffect, useRef } from "react"
import { CopyLink } from "@/components/filters/copy-link"
import { DetailTop } from "@/components/shell/split"
import { ButtonLink } from "@/components/ui/button"

export interface EventTopProps {
  id: string
  /** Null at the list's end. */
  newerHref: string | null
  olderHref: string | null
  closeHref: string
}

const WHOLE_PAGE = "(max-width: 1100px)"

/** The open event's first line, and the ways to the events beside it. */
export function EventTop({ id, newerHref, olderHref, closeHref }: EventTopProps) {
  const top = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another event begins at its top
  useEffect(() => {
    const pane = top.current?.parentElement
    pane?.scrollTo({ top: 0 })
    if (!window.matchMedia(WHOLE_PAGE).matches) return
    // Without its list the event is the page, and the row that was pressed is gone.
    window.scrollTo({ top: 0 })
    top.current?.focus({ preventScroll: true })
  }, [id])
  return (
    <div ref={top} tabIndex={-1} className="outline-none lg:sticky lg:top-0 lg:z-4">
      <DetailTop
        kind="Event"
        id={id}
        actions={
          <>
            <Step label="Newer" href={newerHref} />
            <Step label="Older" href={olderHref} />
            <span className="max-md:hidden">
              <CopyLink />
            </span>
            <ButtonLink kind="plain" href={closeHref} scroll={false}>
              Close
            </ButtonLink>
          </>
        }
      />
    </div>
  )
}

function Step({ label, href }: { label: string; href: string | null }) {
  if (href === null) return null
  return (
    <ButtonLink kind="plain" href={href} scroll={false} prefetch={false}>
      {label}
    </ButtonLink>
  )
}
