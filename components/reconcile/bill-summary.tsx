import { ScrollFrame } from "@/components/ui/scroll-frame"
import type { ImportAnswer } from "@/lib/imports/schema"
import { formatCount, formatMoney, UNKNOWN } from "@/lib/money-format"

const SHOWN = 60

type Sums = ImportAnswer["total"]

const amountsOf = ({ amounts }: Sums) =>
  amounts.map(({ currency, amount }) => formatMoney(amount, currency)).join(", ") || UNKNOWN
const countOf = (count: number | null) => (count === null ? UNKNOWN : formatCount(count))

function sentences({ state, billers, rows, unread }: ImportAnswer): string[] {
  if (state === "known") return ["This file was imported before. Importing it again changes nothing."]
  const who = billers.map(({ provider, account, from, to, days, supersedes }) => {
    const name = account === "" ? provider : `${provider} (${account})`
    const replaced =
      supersedes > 0 ? `; for ${formatCount(supersedes)} of them it replaces an older bill` : ""
    return `${name}: ${formatCount(days)} ${days === 1 ? "day" : "days"}, ${from} to ${to}${replaced}.`
  })
  const before =
    state === "again"
      ? [
          "This file was imported before. Since then another bill took its place, or days of it have settled: imported again, it counts.",
        ]
      : []
  const read = `${formatCount(rows)} ${rows === 1 ? "row" : "rows"} read${unread > 0 ? `, ${formatCount(unread)} not` : ""}.`
  return [...before, ...who, read]
}

/** What would be kept of a file: by model and by day, and what cannot be read. */
export function BillSummary({ answer }: { answer: ImportAnswer }) {
  const { total, by_model: models, by_day: days, unread_rows: unread } = answer
  return (
    <div role="status">
      {sentences(answer).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {unread.slice(0, 10).map(({ row, detail }) => (
        <p key={row} className="text-bad">
          Row {formatCount(row)}: {detail}
        </p>
      ))}
      <Sums label="By model" head="Model" rows={models.map(named)} total={total} />
      <Sums
        label="By day"
        head="Day"
        rows={days.map(({ day, ...sums }) => ({ name: day, ...sums }))}
        total={total}
      />
    </div>
  )
}

function named({ provider, model, kind, ...sums }: ImportAnswer["by_model"][number]) {
  const of = model ?? "no model"
  const name = kind === "usage" ? of : kind === "correction" ? `${of}, correction` : kind
  return { name: `${name}, ${provider}`, ...sums }
}

interface SumsProps {
  label: string
  head: string
  rows: readonly (Sums & { name: string })[]
  total: Sums
}

function Sums({ label, head, rows, total }: SumsProps) {
  return (
    <div className="mt-3">
      <ScrollFrame label={`${label}, table`} focusable>
        <table className="table" data-density="tight" aria-label={label}>
          <thead>
            <tr>
              <th scope="col" data-align="left">
                {head}
              </th>
              <th scope="col">Calls</th>
              <th scope="col">Tokens</th>
              <th scope="col">Amount</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row) => (
              <tr key={row.name}>
                <th scope="row" data-align="left">
                  {row.name}
                </th>
                <td>{countOf(row.requests)}</td>
                <td>{countOf(row.tokens)}</td>
                <td>{amountsOf(row)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" data-align="left">
                Total
              </th>
              <td>{countOf(total.requests)}</td>
              <td>{countOf(total.tokens)}</td>
              <td>{amountsOf(total)}</td>
            </tr>
          </tfoot>
        </table>
      </ScrollFrame>
      {rows.length > SHOWN && (
        <p className="pt-1 text-xs text-ink-3">And {formatCount(rows.length - SHOWN)} more, in the total.</p>
      )}
    </div>
  )
}
