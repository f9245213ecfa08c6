"use client"

import { usePathname } from "next/navigation"
import type { NavItem } from "./nav"
import { NavLink } from "./nav-link"

/** The pages that the bottom bar has no room for; it closes when one is opened. */
export function MorePages({ items }: { items: readonly NavItem[] }) {
  const path = usePathname()
  return (
    <details key={path} className="group relative flex-1">
      <summary className="grid h-12 cursor-pointer list-none place-items-center text-xs text-ink-2 group-open:font-semibold group-open:text-ink [&::-webkit-details-marker]:hidden">
        More
      </summary>
      <ul className="absolute right-2 bottom-full mb-1 min-w-40 rounded-md border border-line bg-pop py-1 shadow-float">
        {items.map((item) => (
          <li key={item.href}>
            <NavLink
              href={item.href}
              keepsView={item.keepsView}
              className="flex min-h-10 items-center px-4 text-sm text-ink-2 aria-[current]:font-semibold aria-[current]:text-ink"
            >
              {item.label}
            </NavLink>
          </li>
        ))}
      </ul>
    </details>
  )
}
