import { Sparkline } from "@/components/charts/sparkline"
import { NameCell } from "@/components/tables/cells"
import { PageLink } from "@/components/tables/page-link"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import { formatCount } from "@/lib/money-format"
import type { SpendLine } from "@/lib/spend/spend-lines"

const CUT_OFF = 30

/** A name that may be cut is said in full to the pointer. */
function fullName(name: string): { title?: string } {
  return name.length > CUT_OFF ? { title: name } : {}
}

/** A row's name, which narrows the page to it. */
export function LineName({ line, swatch }: { line: SpendLine; swatch: boolean }) {
  const name = line.href ? (
    <TextLink quiet href={line.href} prefetch={false} scroll={false} {...fullName(line.name)}>
      {line.name}
    </TextLink>
  ) : (
    line.name
  )
  const unpriced = line.kind === "unpriced"
  const muted = unpriced || line.kind === "other"
  return (
    <span className="inline-flex items-center gap-2 align-middle">
      {swatch && unpriced && <span className="shape shape-none" aria-hidden="true" />}
      <NameCell name={name} colour={swatch ? line.colour : null} muted={muted} />
      {line.pageHref && <PageLink name={line.name} href={line.pageHref} />}
    </span>
  )
}

/** An amount with every digit on hover; it leads to the events it is the sum of. */
export function LineBilled({ line, currency }: { line: SpendLine; currency: string }) {
  if (line.billed === null) return <span className="text-ink-3">{line.billedText}</span>
  const exact = `${line.billed} ${currency}`
  if (!line.eventsHref) return <span title={exact}>{line.billedText}</span>
  return (
    <TextLink quiet href={line.eventsHref} prefetch={false} title={exact}>
      {line.billedText}
    </TextLink>
  )
}

/** What has no price has no course: a line at zero would say that it cost nothing. */
export function LineTrend({ line, unfinished }: { line: SpendLine; unfinished: boolean }) {
  return line.billed !== null && <Sparkline values={line.trend} unfinished={unfinished} />
}

/** Whether all of a row has a price. */
export function LineState({ line }: { line: SpendLine }) {
  const { kind, unpricedCalls, requests } = line
  if (kind === "unpriced") return null
  if (unpricedCalls > 0) {
    return (
      <Status kind="none">
        {formatCount(unpricedCalls)} {unpricedCalls === 1 ? "call" : "calls"} unpriced
      </Status>
    )
  }
  return (requests ?? 0) > 0 && <Status kind="ok">priced</Status>
}
