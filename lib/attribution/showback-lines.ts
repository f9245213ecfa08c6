import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { formatMoney, shareTenths, UNKNOWN } from "@/lib/money-format"
import { centTable } from "@/lib/spend/cent-table"
import { assignColours, type Colour } from "@/lib/spend/colour"
import { UNATTRIBUTED } from "@/lib/spend/filter"
import { printed } from "@/lib/spend/spend-lines"
import type { ShowbackAnswer } from "./schema"

/** An amount as it is printed, exact on hover; a dash where nothing of it has a price. */
export interface ShowbackCell {
  amount: string
  text: string
}

/** One row: a team, what no team caused, what nobody is charged for, or all spend. */
export interface ShowbackLine {
  id: string
  name: string
  kind: "team" | "unattributed" | "rest" | "total"
  colour: Colour | null
  /** Null where the column says nothing of the row. */
  direct: ShowbackCell | null
  shares: ShowbackCell[]
  total: ShowbackCell
  /** Tenths of a percent of all spend. */
  share: number | null
  unpricedCalls: number
  href: string | null
}

export interface ShowbackLines {
  lines: ShowbackLine[]
  total: ShowbackLine
  pools: string[]
  currency: string
}

interface Row extends Pick<ShowbackLine, "id" | "name" | "kind" | "colour" | "unpricedCalls" | "href"> {
  amounts: string[]
  total: string
}

function rowsOf(answer: ShowbackAnswer, hrefOf: (team: string | null) => string | null): Row[] {
  const colours = assignColours(answer.teams.flatMap(({ team }) => team ?? []))
  const teams = answer.teams.map(({ team, direct, shares, total, unpriced_calls }): Row => {
    const own = { amounts: [direct, ...shares], total, unpricedCalls: unpriced_calls, href: hrefOf(team) }
    return team === null
      ? { ...own, id: "unattributed", name: UNATTRIBUTED, kind: "unattributed", colour: "unattributed" }
      : { ...own, id: `=${team}`, name: team, kind: "team", colour: colours.get(team) ?? "other" }
  })
  if (answer.pools.length === 0) return teams
  const rest = {
    amounts: ["0", ...answer.pools.map(({ unallocated }) => unallocated)],
    total: answer.unallocated,
  }
  return [
    ...teams,
    {
      ...rest,
      id: "rest",
      name: "Not allocated",
      kind: "rest",
      colour: "other",
      unpricedCalls: 0,
      href: null,
    },
  ]
}

const isZero = (amount: string) => parseDecimal(amount).digits === 0n

function sum(amounts: readonly string[]): string {
  return formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
}

/** As it is printed, every row adds up to its total and every column to its foot. */
export function toShowbackLines(
  answer: ShowbackAnswer,
  hrefOf: (team: string | null) => string | null,
): ShowbackLines {
  const { currency } = answer
  const rows = rowsOf(answer, hrefOf)
  const table = centTable(rows.map(({ amounts }) => amounts))
  const shares = shareTenths(rows.map(({ total }) => total))
  const cell = (amount: string, part: string, unpricedCalls: number): ShowbackCell => ({
    amount,
    text:
      unpricedCalls > 0 && isZero(amount)
        ? UNKNOWN
        : printed(part, amount, (each) => formatMoney(each, currency)),
  })
  /** Of the team's own spend in the first column, then of each pool. */
  const unpricedIn = (row: Row, column: number) =>
    column === 0 ? row.unpricedCalls : (answer.pools[column - 1]?.unpriced_calls ?? 0)
  const lines = rows.map((each, at): ShowbackLine => {
    const { amounts, total, ...row } = each
    const [direct, ...parts] = amounts.map((amount, column) =>
      cell(amount, table.cells[at]?.[column] ?? amount, unpricedIn(each, column)),
    )
    const unknown = row.unpricedCalls > 0 && isZero(total)
    return {
      ...row,
      direct: row.kind === "rest" ? null : (direct ?? null),
      shares: parts,
      total: cell(total, table.rows[at] ?? total, row.unpricedCalls),
      share: unknown ? null : (shares?.[at] ?? null),
    }
  })
  const [direct = "0", ...columns] = table.columns
  const own = sum(answer.teams.map((team) => team.direct))
  const ownUnpriced = answer.teams.reduce((count, team) => count + team.unpriced_calls, 0)
  const unpricedCalls = answer.pools.reduce((count, pool) => count + pool.unpriced_calls, ownUnpriced)
  return {
    currency,
    pools: answer.pools.map(({ name }) => name),
    lines,
    total: {
      ...{ id: "total", name: "Total", kind: "total", colour: null, href: null },
      direct: cell(own, direct, ownUnpriced),
      shares: columns.map((part, at) => {
        const pool = answer.pools[at]
        return cell(pool?.billed ?? part, part, pool?.unpriced_calls ?? 0)
      }),
      total: cell(answer.total, answer.total, unpricedCalls),
      share: isZero(answer.total) ? null : 1_000,
      unpricedCalls,
    },
  }
}
