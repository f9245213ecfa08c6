import type { ReactNode } from "react"
import { AccountPopover } from "./account-popover"
import { BottomBar, TopBar } from "./mobile-bars"
import { Rail } from "./rail"

export interface AppShellProps {
  organisation: ReactNode
  foot: ReactNode
  /** What is said beside an item of the rail, by its address. */
  notes?: Readonly<Record<string, ReactNode>>
  children: ReactNode
}

/** The frame of every page behind the sign-in. */
export function AppShell({ organisation, foot, notes, children }: AppShellProps) {
  return (
    <>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:bg-pop focus:p-2"
      >
        Skip to content
      </a>
      <div className="min-h-screen md:grid md:grid-cols-[var(--rail)_minmax(0,1fr)] print:block">
        <Rail organisation={organisation} foot={foot} {...(notes ? { notes } : {})} />
        <TopBar organisation={organisation} action={<AccountPopover>{foot}</AccountPopover>} />
        <main id="main" tabIndex={-1} className="min-w-0 pb-18 outline-none md:pb-10">
          <p className="hidden border-b border-line px-(--gutter) py-2 text-xs text-ink-3 print:block">
            {organisation} · Tollgate
          </p>
          {children}
        </main>
      </div>
      <BottomBar />
    </>
  )
}
