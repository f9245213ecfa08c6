import { clsx } from "clsx"
import type { ReactNode } from "react"
import { Status, type StatusKind } from "./status"

export type NoticeState =
  | "failing"
  | "over"
  | "at-risk"
  | "unpriced"
  | "partial"
  | "stale"
  | "unusual"
  | "info"

const STATES: Record<NoticeState, { kind: StatusKind; word: string }> = {
  failing: { kind: "bad", word: "Failing" },
  over: { kind: "bad", word: "Over" },
  "at-risk": { kind: "warn", word: "At risk" },
  unpriced: { kind: "none", word: "Unpriced" },
  partial: { kind: "warn", word: "Partial" },
  stale: { kind: "warn", word: "Stale" },
  unusual: { kind: "warn", word: "Unusual" },
  info: { kind: "info", word: "Note" },
}

export interface NoticeProps {
  state: NoticeState
  /** One sentence: what, how much, since when. */
  children: ReactNode
  /** A link that leads to where it can be acted on. */
  action?: ReactNode
}

/** The things that need attention, one line each. */
export function NoticeList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {children}
    </ul>
  )
}

export function NoticeLine({ state, children, action }: NoticeProps) {
  const { kind, word } = STATES[state]
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 gap-y-0.5 py-2.5 md:grid-cols-[84px_minmax(0,1fr)_auto] md:py-1.5">
      <Status kind={kind}>{word}</Status>
      <span className="col-span-2 row-start-2 md:col-span-1 md:row-start-auto">{children}</span>
      <span className="justify-self-end">{action}</span>
    </li>
  )
}

/** A notice on its own, on a soft ground, above the figures that it is about. */
export function Notice({ state, children, action }: NoticeProps) {
  const { kind, word } = STATES[state]
  return (
    <div
      className={clsx(
        "flex flex-col gap-1 rounded-md px-3 py-2 md:flex-row md:items-baseline md:gap-3",
        kind === "bad" ? "bg-bad-soft" : kind === "warn" ? "bg-warn-soft" : "bg-well",
      )}
    >
      <Status kind={kind}>{word}</Status>
      <span>{children}</span>
      {action && <span className="md:ml-auto">{action}</span>}
    </div>
  )
}
