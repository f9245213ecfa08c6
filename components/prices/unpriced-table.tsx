import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import { formatCount } from "@/lib/money-format"
import { AddPriceButton } from "./add-price-button"

export interface UnpricedRow {
  provider: string
  model: string
  /** Calls without a price, and all calls of the model. */
  calls: number
  of: number
  tokens: number
  /** Its events. */
  href: string
}

interface Props {
  rows: readonly UnpricedRow[]
  /** What a new price begins with; null for those who only read. */
  edit: { from: string; currency: string; zone: string } | null
}

export function UnpricedTable({ rows, edit }: Props) {
  return (
    <ScrollFrame label="Used without a price, table" focusable>
      <table className="table" aria-label="Used without a price">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Model
            </th>
            <th scope="col" data-align="left">
              Provider
            </th>
            <th scope="col">Calls without a price</th>
            <th scope="col">Tokens</th>
            <th scope="col" data-align="left">
              State
            </th>
            {edit && (
              <th scope="col" data-align="left">
                Actions
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.provider} ${row.model}`}>
              <th scope="row" data-align="left">
                <TextLink quiet href={row.href} prefetch={false}>
                  {row.model}
                </TextLink>
              </th>
              <td data-align="left">{row.provider}</td>
              <td>
                {formatCount(row.calls)} of {formatCount(row.of)}
              </td>
              <td>{formatCount(row.tokens)}</td>
              <td data-align="left">
                <Status kind="none">{row.tokens > 0 ? "unpriced" : "usage unknown"}</Status>
              </td>
              {edit && (
                <td data-align="left">
                  {row.tokens > 0 && (
                    <AddPriceButton {...edit} provider={row.provider} model={row.model} look="text" />
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
