import { CausesTable } from "@/components/reconcile/causes-table"
import { NoteButton } from "@/components/reconcile/note-button"
import { NotesList } from "@/components/reconcile/notes-list"
import { StateWord } from "@/components/reconcile/state-word"
import { DescriptionList } from "@/components/ui/description-list"
import { Section } from "@/components/ui/section"
import { formatCount, formatMoney, formatMoneyChange } from "@/lib/money-format"
import type { ReconcileRow } from "@/lib/reconcile/schema"
import { toCauseLines } from "@/lib/reconcile/series"
import { dayWords, ledgerWords, roundingWords } from "@/lib/reconcile/words"
import { formatInstant } from "@/lib/time-format"
import type { Reconcile } from "./reconcile-read"

interface Props {
  row: ReconcileRow
  page: Reconcile
}

const told = (count: number | null) => (count === null ? "not told" : formatCount(count))

/** One row: its causes in sentences, what both sides counted, and what was said of it. */
export function ChosenRow({ row, page: { answer, zone, mayChange } }: Props) {
  const { day, provider, model, state, notes, calls, tokens } = row
  const { currency } = answer
  const name = `${model ?? "No model"}, ${provider}, ${dayWords(day ?? "")}`
  const items = [
    { term: "Bill", value: formatMoney(row.bill, currency) },
    { term: "Ledger", value: ledgerWords(row, currency) },
    { term: "Difference", value: formatMoneyChange(row.difference, currency) },
    ...(row.adjusted === "0" ? [] : [{ term: "Adjusted", value: formatMoneyChange(row.adjusted, currency) }]),
    { term: "Rounding allowed", value: roundingWords(row.rounding_allowed, currency) },
    { term: "Calls on the bill", value: told(calls.bill) },
    { term: "Calls here, without failed ones", value: told(calls.ledger) },
    { term: "Tokens on the bill", value: told(tokens.bill) },
    { term: "Tokens here", value: told(tokens.ledger) },
  ]
  const place = { provider: provider ?? "", model, day: day ?? "" }
  return (
    <div id="row" className="scroll-mt-14">
      <Section
        title={name}
        actions={
          mayChange && <NoteButton {...place} name={name} left={formatMoneyChange(row.left, currency)} />
        }
      >
        <p className="mb-3">{state && <StateWord state={state} />}</p>
        <div className="grid gap-x-10 gap-y-5 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
          <CausesTable lines={toCauseLines(row, currency)} />
          <DescriptionList items={items} />
        </div>
        <NotesList
          notes={notes.map(({ created_at, amount, ...note }) => ({
            ...note,
            amount: amount === null ? null : formatMoneyChange(amount, currency),
            when: formatInstant(new Date(created_at), zone),
          }))}
          mayDelete={mayChange}
        />
      </Section>
    </div>
  )
}
