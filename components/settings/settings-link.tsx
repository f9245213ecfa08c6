"use client"

import Link from "next/link"
import { usePathname } from "next/navigation"
import type { ReactNode } from "react"

/** Knows whether its page is the one shown. */
export function SettingsLink({ href, children }: { href: string; children: ReactNode }) {
  const path = usePathname()
  const current = href === "/settings" ? path === href : path.startsWith(href)
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className="inline-flex h-(--control) items-center text-ink-2 hover:text-ink aria-[current]:font-medium aria-[current]:text-ink aria-[current]:shadow-[inset_0_-2px_0_var(--accent)]"
    >
      {children}
    </Link>
  )
}
