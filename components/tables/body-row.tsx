import { useRouter } from "next/navigation"
import type { MouseEvent, ReactNode } from "react"

export interface BodyRowProps {
  href: string | null
  muted: boolean
  selected: boolean
  children: ReactNode
}

/** A row that is pressed as a whole. The keyboard has the link in its first cell. */
export function BodyRow({ href, muted, selected, children }: BodyRowProps) {
  const router = useRouter()
  const onClick = (event: MouseEvent) => {
    const onControl = event.target instanceof Element && event.target.closest("a, button, input, label")
    const selecting = window.getSelection()?.type === "Range"
    if (!href || onControl || selecting) return
    if (event.ctrlKey || event.metaKey) window.open(href, "_blank", "noopener")
    else router.push(href, { scroll: false })
  }
  return (
    <tr
      onClick={onClick}
      {...(href ? { "data-href": href } : {})}
      {...(muted ? { "data-muted": "" } : {})}
      {...(selected ? { "aria-selected": true } : {})}
    >
      {children}
    </tr>
  )
}
