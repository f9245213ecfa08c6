import { clsx } from "clsx"
import { type ReactNode, useId } from "react"

export interface SectionProps {
  title: string
  /** One short remark beside the title. */
  note?: ReactNode
  /** Links at the right of the head. */
  actions?: ReactNode
  /** The title is said to screen readers only. */
  quiet?: boolean
  /** Without the rule above it: the first of a page, or one of two columns. */
  plain?: boolean
  children: ReactNode
}

/** A titled part of a page. Parts are separated by a rule and space, never by boxes. */
export function Section({ title, note, actions, quiet = false, plain = false, children }: SectionProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className={plain ? "" : clsx("border-t border-line", quiet ? "pt-4 pb-3" : "py-5 md:py-6")}
    >
      {quiet ? (
        <h2 id={id} className="sr-only">
          {title}
        </h2>
      ) : (
        <SectionHead id={id} title={title} note={note} actions={actions} />
      )}
      {children}
    </section>
  )
}

function SectionHead({
  id,
  title,
  note,
  actions,
}: Pick<SectionProps, "title" | "note" | "actions"> & { id: string }) {
  return (
    <div className="mb-3 flex flex-wrap items-baseline gap-x-3 gap-y-0.5 md:flex-nowrap">
      <h2 id={id}>{title}</h2>
      {note && (
        <span className="order-3 basis-full text-xs text-ink-3 md:order-none md:basis-auto">{note}</span>
      )}
      {actions && (
        <span className="ml-auto flex items-baseline gap-4 text-xs whitespace-nowrap print:hidden">
          {actions}
        </span>
      )}
    </div>
  )
}

/** Sections beside each other on wide screens, below each other elsewhere. */
export function Columns({ wideFirst = false, children }: { wideFirst?: boolean; children: ReactNode }) {
  return (
    <div
      className={clsx(
        "grid grid-cols-[minmax(0,1fr)] gap-6 border-t border-line py-5 md:gap-10 md:py-6",
        wideFirst
          ? "lg:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)]"
          : "lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]",
      )}
    >
      {children}
    </div>
  )
}
