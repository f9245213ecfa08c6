import { ScrollFrame } from "@/components/ui/scroll-frame"
import { TextLink } from "@/components/ui/text-link"

/** Money on calls that gave nothing, of one provider or feature. */
export interface FailureMoneyLine {
  name: string
  failed: string
  failedCalls: string
  failedHref: string
  aborted: string
  abortedCalls: string
  abortedHref: string
  /** Calls that are in no amount. */
  unpriced: string | null
}

export interface FailureMoneyTableProps {
  head: string
  lines: readonly FailureMoneyLine[]
  total: FailureMoneyLine
}

/** Amounts to eight decimals, each leading to its events; the columns add up. */
export function FailureMoneyTable({ head, lines, total }: FailureMoneyTableProps) {
  const label = `Failure ledger by ${head.toLowerCase()}`
  return (
    <ScrollFrame label={label}>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col" data-align="left">
              {head}
            </th>
            <th scope="col">Failed</th>
            <th scope="col">Billed</th>
            <th scope="col">Broken off</th>
            <th scope="col">Billed</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={line.name} line={line} />
          ))}
        </tbody>
        <tfoot>
          <Row line={total} />
        </tfoot>
      </table>
    </ScrollFrame>
  )
}

function Row({ line }: { line: FailureMoneyLine }) {
  return (
    <tr>
      <th scope="row" data-align="left">
        {line.name} {line.unpriced && <span className="text-xs text-ink-3">{line.unpriced}</span>}
      </th>
      <td>{line.failedCalls}</td>
      <td>
        <TextLink quiet href={line.failedHref} prefetch={false}>
          {line.failed}
        </TextLink>
      </td>
      <td>{line.abortedCalls}</td>
      <td>
        <TextLink quiet href={line.abortedHref} prefetch={false}>
          {line.aborted}
        </TextLink>
      </td>
    </tr>
  )
}
