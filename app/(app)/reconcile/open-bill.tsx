import { BillLinesTable } from "@/components/reconcile/bill-lines-table"
import { Section } from "@/components/ui/section"
import type { BillDetail } from "@/lib/imports/schema"
import { formatCount, formatMoney, UNKNOWN } from "@/lib/money-format"
import { dayWords } from "@/lib/reconcile/words"

const SHOWN = 300

function tokensText(tokens: Record<string, number>): string {
  const counts = Object.values(tokens)
  return counts.length === 0 ? UNKNOWN : formatCount(counts.reduce((sum, count) => sum + count, 0))
}

/** One bill as it was read, the rows that could not be, and its lines. */
export function OpenBill({ bill }: { bill: BillDetail }) {
  const { id, name, lines, total_lines: total, rows, unread, unread_rows: unreadRows } = bill
  const shown = lines.slice(0, SHOWN).map(({ amount, currency, requests, tokens, ...line }, at) => ({
    ...line,
    id: at,
    dayText: dayWords(line.day),
    model: [line.model, line.tier].filter((word) => word !== null).join(", "),
    amount: amount === null || currency === null ? UNKNOWN : formatMoney(amount, currency),
    exact: amount === null ? "" : `${amount} ${currency}`,
    requests: requests === null ? UNKNOWN : formatCount(requests),
    tokens: tokensText(tokens),
  }))
  return (
    <div id="bill" className="scroll-mt-14">
      <Section
        title={name === "" ? `Bill ${id}` : `Bill ${id}, ${name}`}
        note={`${formatCount(rows)} ${rows === 1 ? "row" : "rows"} read${unread > 0 ? `, ${formatCount(unread)} not` : ""}`}
      >
        {unreadRows.map(({ row, detail }) => (
          <p key={`${row} ${detail}`} className="text-ink-2">
            Row {formatCount(row)}: {detail}
          </p>
        ))}
        <BillLinesTable lines={shown} />
        {total > shown.length && (
          <p className="pt-2 text-xs text-ink-3">
            First {formatCount(shown.length)} of {formatCount(total)} lines. The API has more.
          </p>
        )}
      </Section>
    </div>
  )
}
