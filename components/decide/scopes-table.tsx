import { Swatch } from "@/components/charts/swatch"
import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status, type StatusKind } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { Colour } from "@/lib/spend/colour"

export interface ScopeCell {
  route: string
  text: string
  /** Why there is no amount. */
  isRuledOut: boolean
  isChosen: boolean
}

/** A family or feature as its row says it. */
export interface ScopeLine {
  id: string
  label: string
  colour: Colour | null
  href: string | null
  verdict: string
  kind: StatusKind | null
  /** One for each column of routes. */
  cells: readonly ScopeCell[]
  ahead: string
  interval: string
  calls: string
}

export interface ScopesTableProps {
  noun: string
  columns: readonly string[]
  lines: readonly ScopeLine[]
  /** Upkeep that several scopes share: once, beside them. */
  upkeep: readonly { id: string; label: string; column: number; amount: string; isPaid: boolean }[]
  total: { text: string; cells: readonly string[]; calls: string }
}

function Cell({ cell }: { cell: ScopeCell }) {
  if (cell.isRuledOut) return <td className="text-ink-3">{cell.text}</td>
  return <td className={cell.isChosen ? "font-semibold" : "text-ink-2"}>{cell.text}</td>
}

function Verdict({ line }: { line: ScopeLine }) {
  if (line.kind === null) return <span className="font-medium">{line.verdict}</span>
  return <Status kind={line.kind}>{line.verdict}</Status>
}

function Row({ line }: { line: ScopeLine }) {
  return (
    <tr>
      <th scope="row" data-align="left">
        <span className="inline-flex items-center gap-2 max-md:max-w-30 max-md:whitespace-normal">
          {line.colour !== null && <Swatch colour={line.colour} />}
          {line.href ? (
            <TextLink quiet href={line.href} prefetch={false}>
              {line.label}
            </TextLink>
          ) : (
            line.label
          )}
        </span>
      </th>
      <td data-align="left">
        <Verdict line={line} />
      </td>
      {line.cells.map((cell) => (
        <Cell key={cell.route} cell={cell} />
      ))}
      <td>{line.ahead}</td>
      <td className="text-ink-2">{line.interval}</td>
      <td className="text-ink-2">{line.calls}</td>
    </tr>
  )
}

/** Each scope with its verdict and what it would cost on every route. */
export function ScopesTable({ noun, columns, lines, upkeep, total }: ScopesTableProps) {
  return (
    <ScrollFrame label={`Routes by ${noun}`} focusable>
      <table className="table">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              {noun === "family" ? "Family" : noun === "feature" ? "Feature" : "Scope"}
            </th>
            <th scope="col" data-align="left">
              Verdict
            </th>
            {columns.map((column) => (
              <th key={column} scope="col">
                <span className="ml-auto block md:max-w-24 md:whitespace-normal">{column}</span>
              </th>
            ))}
            <th scope="col">
              <span className="ml-auto block md:max-w-24 md:whitespace-normal">Ahead of next best by</span>
            </th>
            <th scope="col">90% interval</th>
            <th scope="col">Calls</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={line.id} line={line} />
          ))}
          {upkeep.map((row) => (
            <tr key={row.id}>
              <th scope="row" data-align="left" className="text-ink-2">
                <span className="max-md:block max-md:max-w-30 max-md:py-1 max-md:whitespace-normal">
                  {row.label}
                </span>
              </th>
              <td data-align="left" className="text-ink-3">
                {row.isPaid ? "once, in the total" : "once, if it is used"}
              </td>
              {columns.map((column, at) => (
                <td key={column} className={row.isPaid ? "font-semibold" : "text-ink-3"}>
                  {at === row.column ? row.amount : ""}
                </td>
              ))}
              <td />
              <td />
              <td />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" data-align="left">
              Chosen
            </th>
            <td data-align="left">{total.text}</td>
            {total.cells.map((text, at) => (
              <td key={columns[at]}>{text}</td>
            ))}
            <td />
            <td />
            <td>{total.calls}</td>
          </tr>
        </tfoot>
      </table>
    </ScrollFrame>
  )
}
