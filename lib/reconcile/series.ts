import { parseDecimal } from "@/lib/money"
import { centParts, formatMoney, formatMoneyChange, shareTenths, UNKNOWN } from "@/lib/money-format"
import { centTable } from "@/lib/spend/cent-table"
import { printed } from "@/lib/spend/spend-lines"
import { placeText } from "./address"
import { PART_WORDS } from "./part-words-schema"
import type { By } from "./rows-schema"
import type { ReconcileAnswer, ReconcileFigures, ReconcileRow } from "./schema"
import { PARTS, type Part } from "./split"
import { dayWords, shareWords, unpricedWords } from "./words"

/** An amount as it is printed, and exact for the order and on hover. */
export interface MoneyCell {
  amount: string
  text: string
}

/** One row of the comparison as its table prints it. */
export interface ReconcileLine {
  id: string
  kind: "row" | "other" | "total"
  name: string
  day: string | null
  dayText: string
  provider: string
  state: ReconcileRow["state"]
  notes: number
  /** Why the ledger's amount is not all: calls without a price. Null where every call has one. */
  unpriced: string | null
  bill: MoneyCell
  ledger: MoneyCell
  difference: MoneyCell
  adjusted: MoneyCell
  parts: Record<Part, MoneyCell>
  href: string | null
}

export interface ReconcileLines {
  lines: ReconcileLine[]
  total: ReconcileLine
  hasAdjusted: boolean
}

type Named = Pick<
  ReconcileLine,
  "id" | "kind" | "name" | "day" | "dayText" | "provider" | "state" | "notes" | "href"
>

interface Cents {
  bill: string
  ledger: string
  difference: string
  adjusted: string
  parts: readonly string[]
}

const NO_MODEL = "No model"

function nameOf({ day, provider, model }: ReconcileRow, by: string): string {
  if (by === "day" && day) return dayWords(day)
  if (by === "provider") return provider ?? UNKNOWN
  return model ?? NO_MODEL
}

function lineOf(named: Named, figures: ReconcileFigures, cents: Cents, currency: string): ReconcileLine {
  const money = (amount: string) => formatMoney(amount, currency)
  const moved = (amount: string) => formatMoneyChange(amount, currency)
  const cell = (amount: string, part: string, format: (amount: string) => string): MoneyCell => ({
    amount,
    text: printed(part, amount, format),
  })
  const parts = PARTS.map((part, at) => {
    const amount = figures.parts[part]
    return [part, cell(amount, cents.parts[at] ?? amount, moved)] as const
  })
  return {
    ...named,
    unpriced: figures.unpriced_calls > 0 ? unpricedWords(figures.unpriced_calls) : null,
    bill: cell(figures.bill, cents.bill, money),
    ledger: cell(figures.ledger, cents.ledger, money),
    difference: cell(figures.difference, cents.difference, moved),
    adjusted: cell(figures.adjusted, cents.adjusted, moved),
    parts: Object.fromEntries(parts) as Record<Part, MoneyCell>,
  }
}

/** Rows, others and total; as it is printed, parts add up to each difference and rows to the total. */
export function toReconcileLines(
  answer: ReconcileAnswer,
  by: string,
  hrefOf: (row: ReconcileRow) => string,
): ReconcileLines {
  const { rows, other, total, currency } = answer
  const named: Named[] = rows.map((row) => ({
    id: placeText({ day: row.day ?? "", provider: row.provider ?? "", model: row.model }),
    kind: "row",
    name: nameOf(row, by),
    day: row.day,
    dayText: row.day ? dayWords(row.day) : "",
    provider: row.provider ?? "",
    state: row.state,
    notes: row.notes.length,
    href: hrefOf(row),
  }))
  const nobody = { day: null, dayText: "", provider: "", state: null, notes: 0, href: null }
  if (other) named.push({ ...nobody, id: "other", kind: "other", name: `Others (${other.count})` })
  const figures: ReconcileFigures[] = [...rows, ...(other ? [other] : [])]
  const table = centTable(figures.map(({ parts }) => PARTS.map((part) => parts[part])))
  const [bill, ledger, adjusted] = (["bill", "ledger", "adjusted"] as const).map((name) =>
    centParts(figures.map((each) => each[name])),
  )
  const lines = named.map((each, at) =>
    lineOf(
      each,
      figures[at] ?? total,
      {
        bill: bill?.[at] ?? "0",
        ledger: ledger?.[at] ?? "0",
        adjusted: adjusted?.[at] ?? "0",
        difference: table.rows[at] ?? "0",
        parts: table.cells[at] ?? [],
      },
      currency,
    ),
  )
  const whole: Named = { ...nobody, id: "total", kind: "total", name: "Total" }
  return {
    lines,
    total: lineOf(whole, total, { ...total, parts: table.columns }, currency),
    hasAdjusted: figures.some((each) => parseDecimal(each.adjusted).digits !== 0n),
  }
}

export const BY_WORDS: Readonly<Record<By, string>> = {
  row: "By day and model",
  day: "By day",
  model: "By model",
  provider: "By provider",
}

const size = (amount: string) => amount.replace(/^-/, "")
const isNothing = (amount: string) => parseDecimal(amount).digits === 0n

/** One part of the whole difference. */
export interface PartLine {
  part: Part
  label: string
  meaning: string
  text: string
  exact: string
  isNothing: boolean
  /** Of the parts' sizes, in tenths of a percent. */
  share: number | null
}

/** The parts in their order and, as printed, their sum. */
export function toPartLines({ total, currency }: ReconcileAnswer): { lines: PartLine[]; total: string } {
  const amounts = PARTS.map((part) => total.parts[part])
  const shares = shareTenths(amounts.map(size))
  const cents = centParts(amounts)
  const moved = (amount: string) => formatMoneyChange(amount, currency)
  const lines = PARTS.map((part, at) => ({
    part,
    ...PART_WORDS[part],
    text: printed(cents[at] ?? "0", amounts[at] ?? "0", moved),
    exact: `${amounts[at]} ${currency}`,
    isNothing: isNothing(amounts[at] ?? "0"),
    share: shares?.[at] ?? null,
  }))
  return { lines, total: moved(total.difference) }
}

/** One reason of a row's difference, as its table prints it. */
export interface CauseLine {
  id: string
  part: string
  sentence: string
  text: string
  exact: string
}

export function toCauseLines({ causes }: ReconcileRow, currency: string): CauseLine[] {
  return causes.map(({ code, part, amount, sentence }) => ({
    id: code,
    part: PARTS.some((each) => each === part) ? PART_WORDS[part as Part].label : part,
    sentence,
    text: formatMoneyChange(amount, currency),
    exact: `${amount} ${currency}`,
  }))
}

/** A day's shares of what does not tie out, in percent of the tallest day. */
export interface TiedBar {
  day: string
  label: string
  /** What a pointer is told. */
  title: string
  open: number
  explained: number
  adjusted: number
}

export interface TiedBars {
  bars: TiedBar[]
  /** What the full height is: `2.1%`. */
  most: string
  summary: string
}

/** Numbers are for places on the screen alone. */
export function toTiedBars({ trend, tied_out: tied }: ReconcileAnswer): TiedBars {
  const shares = trend.map((day) => {
    const base = Number(day.base) || 1
    const of = (amount: string) => (Number(amount) / base) * 100
    return { day, open: of(day.open), explained: of(day.explained), adjusted: of(day.adjusted) }
  })
  const tallest = Math.max(
    0.01,
    ...shares.map(({ open, explained, adjusted }) => open + explained + adjusted),
  )
  const bars = shares.map(({ day, ...parts }) => ({
    day: day.day,
    label: dayWords(day.day),
    title: `${dayWords(day.day)}: ${shareWords(day)} ties out`,
    open: (parts.open / tallest) * 100,
    explained: (parts.explained / tallest) * 100,
    adjusted: (parts.adjusted / tallest) * 100,
  }))
  const summary = `Share that does not tie out by day, ${shareWords(tied)} tied out over all.`
  return { bars, most: `${tallest >= 10 ? tallest.toFixed(0) : tallest.toFixed(2)}%`, summary }
}
