import { parseDecimal } from "@/lib/money"
import { centParts, changeTenths, formatMoney, formatMoneyChange, UNKNOWN } from "@/lib/money-format"
import { centTable } from "./cent-table"
import { CAUSES, type Cause } from "./change"
import { assignColours, type Colour } from "./colour"
import { UNATTRIBUTED } from "./filter"
import type { ChangeAnswer, ChangeMeasures } from "./schema"
import { printed } from "./spend-lines"

/** An amount as it is printed, exact for the order and on hover, and where a press on it leads. */
export interface ChangeCell {
  amount: string
  text: string
  href: string | null
}

/** One row: an entity, the others as one, or the total. */
export interface ChangeLine {
  id: string
  name: string
  kind: "entity" | "unattributed" | "other" | "total"
  colour: Colour | null
  after: ChangeCell
  change: ChangeCell
  /** Null where there was nothing before, or nothing with a price. */
  percent: number | null
  isNew: boolean
  causes: Record<Cause, ChangeCell>
  /** This page, narrowed to it. */
  href: string | null
  /** Its own page. */
  pageHref: string | null
}

export interface ChangeLinks {
  /** `value` undefined: of the whole. */
  events: (value?: string | null) => string
  cause: (cause: Cause | "change", value?: string | null) => string
  row: (value: string | null) => string
  page: (value: string | null) => string | null
}

export interface ChangeLines {
  lines: ChangeLine[]
  total: ChangeLine
}

interface Row {
  line: Pick<ChangeLine, "id" | "name" | "kind" | "colour">
  value: string | null | undefined
  measures: ChangeMeasures
}

function rowsOf(answer: ChangeAnswer): Row[] {
  const names = answer.groups.map(({ key }) => key[answer.dimension] ?? null)
  const colours = assignColours(names.filter((name) => name !== null))
  const rows = answer.groups.map((measures, at): Row => {
    const value = names[at] ?? null
    return value === null
      ? {
          line: { id: "unattributed", name: UNATTRIBUTED, kind: "unattributed", colour: "unattributed" },
          value,
          measures,
        }
      : {
          line: { id: `=${value}`, name: value, kind: "entity", colour: colours.get(value) ?? "other" },
          value,
          measures,
        }
  })
  if (!answer.other) return rows
  const line = { id: "other", name: "Others", kind: "other", colour: "other" } as const
  return [...rows, { line, value: undefined, measures: answer.other }]
}

interface Printed {
  after: string
  change: string
  causes: readonly string[]
}

function lineOf({ line, value, measures }: Row, cents: Printed, links: ChangeLinks, currency: string) {
  const isNamed = line.kind !== "other"
  const money = (amount: string) => formatMoney(amount, currency)
  const moved = (amount: string) => formatMoneyChange(amount, currency)
  const cell = (amount: string, part: string, href: string, format: (amount: string) => string) => ({
    amount,
    text: printed(part, amount, format),
    href: isNamed ? href : null,
  })
  const causes = CAUSES.map((cause, at) => {
    const amount = measures.causes[cause]
    return [cause, cell(amount, cents.causes[at] ?? amount, links.cause(cause, value), moved)] as const
  })
  const isZero = (amount: string) => parseDecimal(amount).digits === 0n
  const isKnownIn = (period: "before" | "after") =>
    measures.unpriced[period] === 0 || !isZero(measures[period])
  const [wasKnown, isKnown] = [isKnownIn("before"), isKnownIn("after")]
  const after = cell(measures.after, cents.after, links.events(value), money)
  const change = cell(measures.difference, cents.change, links.cause("change", value), moved)
  const nothingMoved = isZero(measures.difference) && !(wasKnown && isKnown)
  return {
    ...line,
    after: isKnown ? after : { ...after, text: UNKNOWN },
    change: nothingMoved ? { ...change, text: UNKNOWN } : change,
    percent: isKnown ? changeTenths(measures.after, measures.before) : null,
    isNew: wasKnown && isZero(measures.before) && !isZero(measures.after),
    causes: Object.fromEntries(causes) as Record<Cause, ChangeCell>,
    href: value === undefined ? null : links.row(value),
    pageHref: value === undefined ? null : links.page(value),
  }
}

/**
 * Entity by cause, largest change first. As it is printed, every row adds up to its change and every column
 * to its total.
 */
export function toChangeLines(answer: ChangeAnswer, links: ChangeLinks): ChangeLines {
  const rows = rowsOf(answer)
  const table = centTable(rows.map(({ measures }) => CAUSES.map((cause) => measures.causes[cause])))
  const after = centParts(rows.map(({ measures }) => measures.after))
  const lines = rows.map((row, at) => {
    const [change = "0", causes = []] = [table.rows[at], table.cells[at]]
    return lineOf(row, { after: after[at] ?? "0", change, causes }, links, answer.currency)
  })
  const whole = { id: "total", name: "Total", kind: "total", colour: null } as const
  const { after: billed, difference } = answer
  const total = lineOf(
    { line: whole, value: undefined, measures: answer },
    { after: billed, change: difference, causes: table.columns },
    links,
    answer.currency,
  )
  return { lines, total }
}
