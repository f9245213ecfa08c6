import { ShareBar } from "@/components/charts/share-bar"
import { ScrollFrame } from "@/components/ui/scroll-frame"
import type { PartLine } from "@/lib/reconcile/series"

/** What the whole difference is made of, with its sum. */
export function PartsTable({ lines: { lines, total } }: { lines: { lines: PartLine[]; total: string } }) {
  return (
    <ScrollFrame label="Parts of the difference, table" focusable>
      <table className="table" aria-label="Parts of the difference">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Part
            </th>
            <th scope="col" data-align="left">
              Share
            </th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ part, label, meaning, text, exact, share, isNothing }) => (
            <tr key={part}>
              <th scope="row" data-align="left" title={meaning}>
                {label}
              </th>
              <td data-align="left">{isNothing ? null : <ShareBar tenths={share} colour="other" />}</td>
              <td title={exact} className={isNothing ? "text-ink-3" : undefined}>
                {text}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" data-align="left">
              Difference
            </th>
            <td />
            <td>{total}</td>
          </tr>
        </tfoot>
      </table>
    </ScrollFrame>
  )
}
