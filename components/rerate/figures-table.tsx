import { ScrollFrame } from "@/components/ui/scroll-frame"
import { formatCount, formatMoneyChange } from "@/lib/money-format"
import type { RerateFigures } from "@/lib/rerate/schema"
import { amountWords, unpricedWords } from "./rerate-words"

export interface FiguresRow {
  name: string
  figures: RerateFigures
}

interface Props {
  /** What the rows are: `Model`. */
  head: string
  rows: readonly FiguresRow[]
  total: RerateFigures
  currency: string
}

function Cells({ figures, currency }: { figures: RerateFigures; currency: string }) {
  const { calls, changed, before, after, difference, unpriced_before, unpriced_after } = figures
  return (
    <>
      <td>
        {formatCount(changed)} of {formatCount(calls)}
      </td>
      <td title={`${before} ${currency}`}>{amountWords(before, unpriced_before, figures, currency)}</td>
      <td title={`${after} ${currency}`}>{amountWords(after, unpriced_after, figures, currency)}</td>
      <td title={`${difference} ${currency}`}>{formatMoneyChange(difference, currency)}</td>
      <td>{unpricedWords(unpriced_before)}</td>
      <td>{unpricedWords(unpriced_after)}</td>
    </>
  )
}

const HEADS = ["Calls that change", "Before", "After", "Difference", "Unpriced before", "Unpriced after"]

/** Before, after and difference, group by group, with the total. */
export function FiguresTable({ head, rows, total, currency }: Props) {
  const label = `By ${head.toLowerCase()}`
  return (
    <ScrollFrame label={`${label}, table`} focusable>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col" data-align="left">
              {head}
            </th>
            {HEADS.map((each) => (
              <th key={each} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, figures }) => (
            <tr key={name}>
              <th scope="row" data-align="left">
                {name}
              </th>
              <Cells figures={figures} currency={currency} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" data-align="left">
              Total
            </th>
            <Cells figures={total} currency={currency} />
          </tr>
        </tfoot>
      </table>
    </ScrollFrame>
  )
}
