import { ScrollFrame } from "@/components/ui/scroll-frame"
import type { CauseLine } from "@/lib/reconcile/series"

/** Why a row differs, the largest reason first. */
export function CausesTable({ lines }: { lines: readonly CauseLine[] }) {
  if (lines.length === 0) return <p className="text-ink-2">Bill and ledger say the same.</p>
  return (
    <ScrollFrame label="Causes, table" focusable>
      <table className="table" aria-label="Causes">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Cause
            </th>
            <th scope="col" data-align="left">
              What it is
            </th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ id, part, sentence, text, exact }) => (
            <tr key={id}>
              <th scope="row" data-align="left">
                {part}
              </th>
              <td data-align="left">
                <span className="block min-w-48 wrap-anywhere whitespace-normal">{sentence}</span>
              </td>
              <td title={exact}>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
