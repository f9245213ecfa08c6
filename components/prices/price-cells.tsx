import { Status } from "@/components/ui/status"
import type { PriceLine } from "@/lib/pricing/price-lines"

/** A row's models, and when it holds below them. */
export function PriceName({ line }: { line: PriceLine }) {
  return (
    <span className="grid max-w-72 min-w-36 py-1 leading-snug whitespace-normal">
      <span className="wrap-anywhere">{line.models}</span>
      {line.conditions !== "" && <span className="text-xs text-ink-3">{line.conditions}</span>}
    </span>
  )
}

export function PriceSource({ line }: { line: PriceLine }) {
  const text = <span className="block max-w-64 truncate">{line.source}</span>
  if (line.sourceUrl === null) return <span title={line.source}>{text}</span>
  return (
    <a
      href={line.sourceUrl}
      title={line.source}
      rel="noreferrer"
      target="_blank"
      className="text-accent hover:underline"
    >
      {text}
    </a>
  )
}

const STATE = { now: ["ok", "in force"], later: ["none", "to come"], past: ["none", "past"] } as const

export function PriceState({ line }: { line: PriceLine }) {
  const [kind, word] = STATE[line.inForce]
  return <Status kind={kind}>{word}</Status>
}
