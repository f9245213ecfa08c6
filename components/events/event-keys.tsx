"use client"

import { useRouter } from "next/navigation"
import { type KeyboardEvent, type ReactNode, useEffect } from "react"

const ROW = "tr[data-href]"

function linksOf(row: Element): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>("a[href]")]
}

function step(from: Element, key: string): HTMLElement | undefined {
  const row = from.closest(ROW)
  if (!row) return undefined
  const links = linksOf(row)
  const place = Math.max(0, links.indexOf(from as HTMLElement))
  if (key === "ArrowRight") return links[place + 1]
  if (key === "ArrowLeft") return links[place - 1]
  const rows = [...(row.parentElement?.querySelectorAll(ROW) ?? [])]
  const next = rows[rows.indexOf(row) + (key === "ArrowDown" ? 1 : -1)]
  return next && linksOf(next)[0]
}

export interface EventKeysProps {
  openId: string | null
  /** The list without the open event. */
  closeHref: string
  children: ReactNode
}

/**
 * Arrow keys move over the rows and the values within one, Enter opens what has the focus, Escape closes
 * the open event and comes back to its row.
 */
export function EventKeys({ openId, closeHref, children }: EventKeysProps) {
  const router = useRouter()
  useEffect(() => {
    if (openId === null) return
    const onEscape = (event: globalThis.KeyboardEvent) => {
      const inField = event.target instanceof Element && event.target.closest("input, select, textarea")
      const floating = document.querySelector("[role=dialog], [role=menu], [role=tooltip]")
      if (event.key !== "Escape" || event.defaultPrevented || inField || floating) return
      // The bar takes its last filter off on an Escape that nobody else had a use for.
      event.preventDefault()
      router.push(closeHref, { scroll: false })
      document.querySelector<HTMLElement>(`[data-opens="${openId}"]`)?.focus()
    }
    document.addEventListener("keydown", onEscape, { capture: true })
    return () => document.removeEventListener("keydown", onEscape, { capture: true })
  }, [openId, closeHref, router])

  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.key.startsWith("Arrow") || event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target instanceof Element ? step(event.target, event.key) : undefined
    if (!target) return
    event.preventDefault()
    target.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links inside have the focus; this only moves it
    <div onKeyDown={onKeyDown}>{children}</div>
  )
}
