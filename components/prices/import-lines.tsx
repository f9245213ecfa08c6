import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status, type StatusKind } from "@/components/ui/status"
import { formatCount } from "@/lib/money-format"
import type { PriceImportAnswer } from "@/lib/pricing/api-schema"
import { summaryWords } from "./import-words"

const KINDS: Record<PriceImportAnswer["lines"][number]["state"], StatusKind> = {
  added: "ok",
  ended: "warn",
  unchanged: "none",
  invalid: "bad",
}
const SHOWN = 200

/** What each line of a file would do; what does something, or cannot, stands first. */
export function ImportLines({ answer }: { answer: PriceImportAnswer }) {
  const order = ["invalid", "added", "ended", "unchanged"]
  const lines = [...answer.lines].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  const more = lines.length - SHOWN
  return (
    <>
      <p role="status" className="mb-2">
        {summaryWords(answer)}
      </p>
      <ScrollFrame label="Lines of the file, table" focusable>
        <table className="table" data-density="tight" aria-label="Lines of the file">
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col" data-align="left">
                Price
              </th>
              <th scope="col" data-align="left">
                What it does
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, SHOWN).map(({ line, state, price, detail }) => (
              <tr key={line}>
                <td>{line}</td>
                <th scope="row" data-align="left">
                  <span className="block min-w-40 wrap-anywhere whitespace-normal">{price}</span>
                </th>
                <td data-align="left">
                  <Status kind={KINDS[state]}>{state}</Status>
                  {detail && (
                    <span className="block wrap-anywhere whitespace-normal text-ink-2">{detail}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
      {more > 0 && <p className="pt-1 text-xs text-ink-3">And {formatCount(more)} more lines.</p>}
    </>
  )
}
