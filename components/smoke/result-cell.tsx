import { clsx } from "clsx"
import Link from "next/link"
import { Status, type StatusKind } from "@/components/ui/status"
import type { ComparedCell } from "@/lib/smoke/series"

function kindOf({ state, isFault }: ComparedCell): StatusKind {
  if (isFault) return "bad"
  if (state === "pass") return "ok"
  return state === "missing" ? "info" : "none"
}

/** A result, which leads to its exchanges. */
export function ResultCell({ cell, check, route }: { cell: ComparedCell; check: string; route: string }) {
  return (
    <Link
      href={`${cell.href}#result`}
      prefetch={false}
      aria-current={cell.isChosen ? "true" : undefined}
      className={clsx(
        "-mx-2 inline-flex min-h-7 items-center gap-2 rounded-sm px-2 hover:bg-hover",
        cell.isChosen && "bg-accent-soft",
      )}
    >
      <span className="sr-only">
        {check} on {route}:{" "}
      </span>
      <Status kind={kindOf(cell)}>{cell.word}</Status>
      {cell.figure && <span className="text-ink-2">{cell.figure}</span>}
    </Link>
  )
}
