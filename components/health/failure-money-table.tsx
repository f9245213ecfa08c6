import { ScrollFrame } from "@/components/ui/scroll-frame"
import { TextLink } from "@/components/ui/text-link"

interface FailureMoneyCell {
  kind: "failed" | "aborted" | "retry" | "fallback"
  calls: string
  billed: string
  /** Its calls. */
  href: string
}

/** Money on failures, of one provider or feature. */
export interface FailureMoneyLine {
  name: string
  /** In the order of the heads. */
  cells: readonly FailureMoneyCell[]
  whole: string
  /** Calls that are in no amount. */
  unpriced: string | null
}

export interface FailureMoneyTableProps {
  head: string
  lines: readonly FailureMoneyLine[]
  total: FailureMoneyLine
}

const HEADS = ["Failed", "Broken off", "Answered on retry", "Answered as fallback"] as const

/** Amounts to eight decimals, each leading to its events; rows and columns add up. */
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
            {HEADS.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">Together</th>
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
        {line.name}{" "}
        {line.unpriced && <span className="font-regular text-ink-3 text-xs">{line.unpriced}</span>}
      </th>
      {line.cells.map(({ kind, calls, billed, href }) => (
        <td key={kind}>
          <TextLink quiet href={href} prefetch={false}>
            {billed}
          </TextLink>{" "}
          <span className="text-ink-3">{`· ${calls}`}</span>
        </td>
      ))}
      <td>{line.whole}</td>
    </tr>
  )
}
