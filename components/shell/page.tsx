import { clsx } from "clsx"
import type { ReactNode } from "react"
import { BarHeight } from "./bar-height"

/** One left edge for title, controls, figures and tables. */
export function Wrap({ children }: { children: ReactNode }) {
  return <div className="max-w-(--page-max) px-(--gutter)">{children}</div>
}

export interface PageHeaderProps {
  title: string
  /** What kind of thing the title names: `/ User`. Phones have no room for it beside the actions. */
  view?: ReactNode
  /** Plain actions, then one outlined or primary. */
  actions?: ReactNode
}

/** Row 1 of a page. */
export function PageHeader({ title, view, actions }: PageHeaderProps) {
  return (
    <Wrap>
      <div className="flex min-h-12 items-center gap-3 md:min-h-13">
        <h1>{title}</h1>
        {view && (
          <>
            <span className="text-control max-md:not-print:hidden" aria-hidden="true">
              /
            </span>
            <span className="min-w-0 truncate text-ink-3 max-md:not-print:hidden">{view}</span>
          </>
        )}
        {actions && <span className="ml-auto flex flex-none items-center gap-2 print:hidden">{actions}</span>}
      </div>
    </Wrap>
  )
}

export interface StickyBarProps {
  /** The controls that write the address. */
  children: ReactNode
  freshness?: ReactNode
}

/** Row 2 of a page: it sticks, and it is the address. On phones it scrolls sideways and freshness moves below. */
export function StickyBar({ children, freshness }: StickyBarProps) {
  return (
    <>
      <div className="sticky top-0 z-5 border-y border-line bg-surface print:static">
        <BarHeight />
        <div className="max-w-(--page-max) pl-(--gutter) md:pr-(--gutter)">
          <div
            className={clsx(
              "flex min-h-11 items-center gap-2 overflow-x-auto py-[7px] pr-7 [scrollbar-width:none]",
              "max-md:fade-right md:flex-wrap md:overflow-visible md:pr-0",
            )}
          >
            {children}
            {freshness && <span className="ml-auto hidden flex-none pl-4 md:block">{freshness}</span>}
          </div>
        </div>
      </div>
      {freshness && <div className="px-(--gutter) pt-2 md:hidden">{freshness}</div>}
    </>
  )
}

/** The last line of a page: range, zone, currency, price book, as one text. */
export function PageFoot({ items }: { items: readonly string[] }) {
  return (
    <div className="flex flex-wrap gap-x-5 gap-y-1 border-t border-line pt-4 text-xs text-ink-3">
      {items.map((item) => (
        <span key={item}>{item}</span>
      ))}
    </div>
  )
}
