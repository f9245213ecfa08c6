import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status, type StatusKind } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { CellState } from "@/lib/health/series"
import type { HealthLine } from "@/lib/health/table-schema"

const KINDS: Record<CellState, StatusKind> = { up: "ok", degraded: "warn", down: "bad", none: "none" }
/** A phone has room for what failed and how long the rest took; the others follow sideways. */
const HEADS = [
  "Calls",
  "Available",
  "Failed",
  "p50",
  "p95",
  "p99",
  "First token p95",
  "Tokens/s",
  "Retries",
  "Fallbacks",
  "Rescued",
  "Cost of failures",
] as const

interface Props {
  lines: readonly HealthLine[]
  total: HealthLine
}

/** Every provider and route with its own figures; a name chooses the row, a figure leads to its calls. */
export function HealthTable({ lines, total }: Props) {
  return (
    <ScrollFrame label="Health by provider and route">
      <table className="table" aria-label="Health by provider and route">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Provider, route
            </th>
            {HEADS.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={line.id} line={line} />
          ))}
        </tbody>
        <tfoot>
          <Row line={total} />
        </tfoot>
      </table>
    </ScrollFrame>
  )
}

function Row({ line }: { line: HealthLine }) {
  return (
    <tr {...(line.isChosen ? { "aria-selected": true } : {})}>
      <th scope="row" data-align="left">
        <span className="block min-w-34 max-w-40 py-0.5 wrap-anywhere whitespace-normal md:min-w-0 md:max-w-60">
          <Name line={line} />
        </span>
      </th>
      <td>
        <TextLink quiet href={line.callsHref} prefetch={false}>
          {line.calls}
        </TextLink>
      </td>
      <td>
        {line.state === "degraded" || line.state === "down" ? (
          <Status kind={KINDS[line.state]}>{line.available}</Status>
        ) : (
          line.available
        )}
      </td>
      <td>
        <TextLink quiet href={line.failedHref} prefetch={false}>
          {line.failed}
        </TextLink>
      </td>
      <td title={line.waits}>{line.p50}</td>
      <td title={line.waits}>{line.p95}</td>
      <td title={line.waits}>{line.p99}</td>
      <td>{line.firstToken}</td>
      <td>{line.speed}</td>
      <td>{line.retries}</td>
      <td>{line.fallbacks}</td>
      <td>{line.rescued}</td>
      <td>
        <TextLink quiet href={line.costHref} prefetch={false}>
          {line.cost}
        </TextLink>
      </td>
    </tr>
  )
}

function Name({ line: { name, under, href, isChosen } }: { line: HealthLine }) {
  const words = (
    <>
      {name} <span className="text-ink-3">{under}</span>
    </>
  )
  return href === null ? (
    name
  ) : (
    <TextLink quiet href={href} scroll={false} prefetch={false} aria-current={isChosen || undefined}>
      {words}
    </TextLink>
  )
}
