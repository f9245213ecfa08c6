import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import { formatCount, formatMoneyChange } from "@/lib/money-format"
import type { RerateSummary } from "@/lib/rerate/schema"
import { formatInstant } from "@/lib/time-format"
import { rangeWords, scopeWords, stateWords } from "./rerate-words"

const HEADS = ["Re-rate", "Calls of", "For", "State", "Calls", "Difference", "By", "When", "Reason"]
const FIGURES: ReadonlySet<string> = new Set(["Calls", "Difference"])

/** The journal: what was previewed and applied, by whom and why, newest first. */
export function ReratesTable({ rerates, zone }: { rerates: readonly RerateSummary[]; zone: string }) {
  return (
    <ScrollFrame label="Journal, table" focusable>
      <table className="table" aria-label="Journal">
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th key={head} scope="col" {...(FIGURES.has(head) ? {} : { "data-align": "left" })}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rerates.map((rerate) => (
            <Row key={rerate.id} rerate={rerate} zone={zone} />
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

function Row({ rerate, zone }: { rerate: RerateSummary; zone: string }) {
  const { id, automatic, total, currency, applied_by, created_by, applied_at, created_at, reason } = rerate
  const { kind, word } = stateWords(rerate)
  return (
    <tr>
      <th scope="row" data-align="left">
        <TextLink href={`/prices/rerate?id=${id}`}>{automatic ? `${id}, automatic` : String(id)}</TextLink>
      </th>
      <td data-align="left">{rangeWords(rerate, zone)}</td>
      <td data-align="left">{automatic ? "unpriced calls" : scopeWords(rerate)}</td>
      <td data-align="left">
        <Status kind={kind}>{word}</Status>
      </td>
      <td>{formatCount(total.changed)}</td>
      <td title={`${total.difference} ${currency}`}>{formatMoneyChange(total.difference, currency)}</td>
      <td data-align="left">{automatic ? "Tollgate" : (applied_by ?? created_by ?? "–")}</td>
      <td data-align="left">{formatInstant(new Date(applied_at ?? created_at), zone)}</td>
      <td data-align="left">
        <span className="block min-w-64 py-1 wrap-anywhere whitespace-normal">{reason ?? "–"}</span>
      </td>
    </tr>
  )
}
