import type { ReactNode } from "react"
import { Logo } from "./logo"
import { NAV } from "./nav"
import { NavLink } from "./nav-link"

const linkClass =
  "relative flex h-7 items-center justify-between rounded-md px-2 text-ink-2 hover:bg-hover hover:text-ink aria-[current]:bg-hover aria-[current]:font-medium aria-[current]:text-ink aria-[current]:before:absolute aria-[current]:before:inset-y-1.5 aria-[current]:before:-left-2 aria-[current]:before:w-0.5 aria-[current]:before:bg-accent"

export interface RailProps {
  organisation: ReactNode
  /** Who is signed in, the zone, the currency. */
  foot: ReactNode
  notes?: Readonly<Record<string, ReactNode>>
}

export function Rail({ organisation, foot, notes = {} }: RailProps) {
  return (
    <aside className="hidden border-r border-line bg-well md:block print:hidden">
      <div className="sticky top-0 flex h-screen max-h-[900px] flex-col px-2 py-3">
        <div className="flex h-8 items-center gap-2 px-2 text-md font-semibold tracking-[-0.01em]">
          <Logo />
          Tollgate
        </div>
        <div className="mt-1.5 mb-1 flex h-8 items-center px-2 text-ink-2">{organisation}</div>
        <nav aria-label="Main" className="overflow-y-auto px-2 -mx-2">
          {NAV.map((group) => (
            <div key={group.label}>
              <div className="px-2 pt-3 pb-1 text-xs text-ink-3">{group.label}</div>
              <ul>
                {group.items.map((item) => (
                  <li key={item.href}>
                    <NavLink href={item.href} keepsView={item.keepsView} className={linkClass}>
                      {item.label}
                      {notes[item.href]}
                    </NavLink>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <div className="mt-auto px-2 pt-3 text-xs leading-[1.6] text-ink-3">{foot}</div>
      </div>
    </aside>
  )
}
