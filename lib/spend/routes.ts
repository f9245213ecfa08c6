import { add, compare, type Decimal, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { centParts, formatMoney, shareTenths, UNKNOWN } from "@/lib/money-format"
import { eventsHref, narrowed, overviewHref } from "./drill"
import { UNATTRIBUTED } from "./filter"
import type { SpendAnswer } from "./schema"
import { printed } from "./spend-lines"
import type { View } from "./url"

export interface RouteCell {
  /** `$18,090.26`, `–` where nothing went that way, `unpriced` where no price is known. */
  text: string
  /** Nothing went that way. */
  empty: boolean
  href: string | null
}

export interface RouteRow {
  id: string
  name: string
  href: string | null
  /** One per route, in the order of the columns. */
  cells: RouteCell[]
  total: RouteCell
  share: number | null
}

/** Providers by the routes their calls took. Every printed row and column adds up. */
export interface RouteTable {
  columns: string[]
  rows: RouteRow[]
  total: RouteRow
}

interface Cell {
  billed: Decimal
  calls: number
  unpriced: number
}

const MOST_COLUMNS = 4
const MOST_ROWS = 8
const REST = "\u0000rest"

interface Entry extends Cell {
  row: string
  column: string
}

function entriesOf(answer: SpendAnswer): Entry[] {
  const parts = answer.groups.map((group) => ({
    row: group.key.provider ?? UNATTRIBUTED,
    column: group.key.route ?? UNATTRIBUTED,
    billed: parseDecimal(group.billed),
    calls: group.calls,
    unpriced: group.unpriced.calls,
  }))
  const { other } = answer
  if (!other) return parts
  const rest = { row: REST, column: REST, billed: parseDecimal(other.billed), calls: other.calls }
  return [...parts, { ...rest, unpriced: other.unpriced.calls }]
}

const NOTHING: Cell = { billed: ZERO, calls: 0, unpriced: 0 }

function sumOf(entries: readonly Cell[]): Cell {
  return {
    billed: entries.map((entry) => entry.billed).reduce(add, ZERO),
    calls: entries.reduce((calls, entry) => calls + entry.calls, 0),
    unpriced: entries.reduce((calls, entry) => calls + entry.unpriced, 0),
  }
}

/** Names by what they cost, direct first among routes; those past `most` share one place at the end. */
function ranked(entries: readonly Entry[], side: "row" | "column", most: number): string[] {
  const names = [...new Set(entries.map((entry) => entry[side]))].filter((name) => name !== REST)
  const cost = (name: string) => sumOf(entries.filter((entry) => entry[side] === name)).billed
  const costs = new Map(names.map((name) => [name, cost(name)]))
  const first = (name: string) => (side === "column" && name === "direct" ? 0 : 1)
  names.sort(
    (a, b) => first(a) - first(b) || compare(costs.get(b) ?? ZERO, costs.get(a) ?? ZERO) || (a < b ? -1 : 1),
  )
  const kept = names.length > most ? names.slice(0, most - 1) : names
  const hasRest = kept.length < names.length || entries.some((entry) => entry[side] === REST)
  return hasRest ? [...kept, REST] : kept
}

interface Grid {
  currency: string
  view: View
  rows: readonly string[]
  columns: readonly string[]
  /** By row, then by column. */
  cells: readonly (readonly Cell[])[]
}

/** Calls went that way and none has a price. */
function isUnknown({ billed, calls, unpriced }: Cell): boolean {
  return calls > 0 && calls === unpriced && billed.digits === 0n
}

function cellOf(cell: Cell, part: string, currency: string, href: string | null): RouteCell {
  const { billed, calls } = cell
  if (calls === 0 && billed.digits === 0n) return { text: UNKNOWN, empty: true, href: null }
  if (isUnknown(cell)) return { text: "unpriced", empty: false, href }
  const text = printed(part, formatDecimal(billed), (amount) => formatMoney(amount, currency))
  return { text, empty: false, href }
}

function plus(parts: readonly string[]): string {
  return formatDecimal(parts.map(parseDecimal).reduce(add, ZERO))
}

/** Cells of one row in cents that add up to the row's own part. */
function partsOfRow(cells: readonly Cell[], rowPart: string): string[] {
  const parts = centParts(cells.map((cell) => formatDecimal(cell.billed)))
  const { digits, scale } = parseDecimal(plus(parts))
  const left = add(parseDecimal(rowPart), { digits: -digits, scale })
  if (left.digits === 0n) return parts
  // The row was rounded the other way than its own sum would be: its largest cell takes the cent.
  const largest = cells.reduce((best, cell, at) => {
    const top = cells[best]
    return top && compare(cell.billed, top.billed) > 0 ? at : best
  }, 0)
  return parts.map((part, at) => (at === largest ? formatDecimal(add(parseDecimal(part), left)) : part))
}

/** A name of a row or column as a filter takes it; null is Unattributed. */
function filterValue(name: string): string | null {
  return name === UNATTRIBUTED ? null : name
}

function rowsOf(
  grid: Grid,
  parts: readonly string[][],
  rowParts: readonly string[],
  hidden: number,
): RouteRow[] {
  const { currency, view, columns, cells } = grid
  const sums = cells.map(sumOf)
  const shares = shareTenths(sums.map((sum) => formatDecimal(sum.billed)))
  return grid.rows.map((name, at): RouteRow => {
    const named = name !== REST
    const own = narrowed(view, "provider", filterValue(name))
    const hrefOf = (column: string) =>
      named && column !== REST ? eventsHref(narrowed(own, "route", filterValue(column))) : null
    return {
      id: name,
      name: named ? name : `${hidden} ${hidden === 1 ? "other" : "others"}`,
      href: named ? overviewHref(own) : null,
      cells: columns.map((column, i) =>
        cellOf(cells[at]?.[i] ?? NOTHING, parts[at]?.[i] ?? "0", currency, hrefOf(column)),
      ),
      total: cellOf(sums[at] ?? NOTHING, rowParts[at] ?? "0", currency, named ? eventsHref(own) : null),
      share: isUnknown(sums[at] ?? NOTHING) ? null : (shares?.[at] ?? null),
    }
  })
}

function totalOf(grid: Grid, parts: readonly string[][], total: string): RouteRow {
  const { currency, view, columns, cells } = grid
  const whole = sumOf(cells.flat())
  return {
    id: "total",
    name: "Total",
    href: null,
    cells: columns.map((column, i) => {
      const sum = sumOf(cells.map((row) => row[i] ?? NOTHING))
      const href = column === REST ? null : eventsHref(narrowed(view, "route", filterValue(column)))
      return cellOf(sum, plus(parts.map((row) => row[i] ?? "0")), currency, href)
    }),
    total: cellOf(whole, total, currency, eventsHref(view)),
    share: whole.billed.digits > 0n ? 1_000 : null,
  }
}

/**
 * Lays an answer grouped by provider and route out as a table. The total is rounded once, the rows are
 * its parts and the cells parts of their row, so that nothing is a cent off in front of the reader.
 */
export function toRouteTable(answer: SpendAnswer, view: View): RouteTable {
  const entries = entriesOf(answer)
  const rows = ranked(entries, "row", MOST_ROWS)
  const columns = ranked(entries, "column", MOST_COLUMNS)
  const placed = entries.map((entry) => ({
    ...entry,
    row: rows.includes(entry.row) ? entry.row : REST,
    column: columns.includes(entry.column) ? entry.column : REST,
  }))
  const cells = rows.map((row) =>
    columns.map((column) => sumOf(placed.filter((entry) => entry.row === row && entry.column === column))),
  )
  const grid = { currency: answer.currency, view, rows, columns, cells }
  const rowParts = centParts(cells.map((row) => formatDecimal(sumOf(row).billed)))
  const parts = cells.map((row, at) => partsOfRow(row, rowParts[at] ?? "0"))
  const hidden = new Set(entries.map((entry) => entry.row).filter((name) => !rows.includes(name))).size
  return {
    columns: columns.map((column) => (column === REST ? "others" : column)),
    rows: rowsOf(grid, parts, rowParts, Math.max(1, hidden)),
    total: totalOf(grid, parts, answer.total.billed),
  }
}
