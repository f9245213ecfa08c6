import { clsx } from "clsx"
import type { ReactNode } from "react"

export type StatusKind = "ok" | "warn" | "bad" | "none" | "info"

const TEXT: Record<StatusKind, string> = {
  ok: "text-ok",
  warn: "text-warn",
  bad: "font-medium text-bad",
  none: "text-idle",
  info: "text-ink-2",
}

/** A state said in words, with a shape of its own before them. */
export function Status({ kind, children }: { kind: StatusKind; children: ReactNode }) {
  return (
    <span className={clsx("inline-flex items-baseline gap-1.5 whitespace-nowrap", TEXT[kind])}>
      <span className={`shape shape-${kind}`} aria-hidden="true" />
      {children}
    </span>
  )
}
