"use client"

import Link from "next/link"
import { usePathname, useSearchParams } from "next/navigation"
import type { ReactNode } from "react"
import { SHARED_PARAMS } from "@/lib/spend/url"

export interface NavLinkProps {
  href: string
  keepsView: boolean
  className: string
  children: ReactNode
}

/** Knows the current page, and carries range and filters along to pages that understand them. */
export function NavLink({ href, keepsView, className, children }: NavLinkProps) {
  const path = usePathname()
  const search = useSearchParams()
  const current = href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`)
  const kept = new URLSearchParams()
  if (keepsView) {
    for (const name of SHARED_PARAMS) for (const value of search.getAll(name)) kept.append(name, value)
  }
  const query = kept.toString()
  return (
    <Link
      href={query ? `${href}?${query}` : href}
      className={className}
      aria-current={current ? "page" : undefined}
    >
      {children}
    </Link>
  )
}
