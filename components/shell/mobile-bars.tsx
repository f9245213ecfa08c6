import type { ReactNode } from "react"
import { Logo } from "./logo"
import { MorePages } from "./more-pages"
import { NAV } from "./nav"
import { NavLink } from "./nav-link"

/** Above the page on phones. */
export function TopBar({ organisation, action }: { organisation: ReactNode; action?: ReactNode }) {
  return (
    <header className="flex h-12 items-center gap-2 border-b border-line bg-well px-4 font-semibold md:hidden print:hidden">
      <Logo />
      {organisation}
      {action && <span className="ml-auto font-regular">{action}</span>}
    </header>
  )
}

const MOST = 5

/** Below the page on phones: the first pages in words, and the others behind one more. */
export function BottomBar() {
  const all = NAV.flatMap((group) => group.items)
  const items = all.length > MOST ? all.slice(0, MOST - 1) : all
  const more = all.slice(items.length)
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-10 flex border-t border-line bg-well pb-[env(safe-area-inset-bottom)] md:hidden print:hidden"
    >
      {items.map((item) => (
        <NavLink
          key={item.href}
          href={item.href}
          keepsView={item.keepsView}
          className="grid h-12 flex-1 place-items-center text-xs text-ink-2 aria-[current]:font-semibold aria-[current]:text-ink aria-[current]:shadow-[inset_0_2px_0_var(--accent)]"
        >
          {item.label}
        </NavLink>
      ))}
      {more.length > 0 && <MorePages items={more} />}
    </nav>
  )
}
