import type { BudgetStatus } from "@/lib/budgets/status-schema"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { formatCount, formatMoney, formatMoneyParts, UNKNOWN } from "@/lib/money-format"
import { entityHref } from "@/lib/spend/drill"
import { UNATTRIBUTED } from "@/lib/spend/filter"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import { stateWords } from "./budget-words"

/** An entity of a fan-out as its row says it. */
export interface EntityRow {
  id: string
  name: string
  href: string | null
  percent: string | null
  spent: string
  left: string
  share: string
  /** Null: a row of several. */
  state: BudgetStatus["state"] | null
  stateText: string
}

/** Entities with a row of their own. */
const NAMED = 20

const SUM = { href: null, percent: null, left: "", share: "", state: null, stateText: "" } as const

/** The largest entities, the others as one row, and all of them together. */
export function toEntityRows({ entities, each, currency }: BudgetStatus): {
  rows: EntityRow[]
  total: EntityRow
} {
  const money = (amount: string | null) => (amount === null ? UNKNOWN : formatMoney(amount, currency))
  const all = entities ?? []
  const rest = all.slice(NAMED)
  const sum = formatDecimal(rest.reduce((total, { spent }) => add(total, parseDecimal(spent)), ZERO))
  const amounts = all.slice(0, NAMED).map(({ spent }) => spent)
  const spent = formatMoneyParts(rest.length === 0 ? amounts : [...amounts, sum], currency)
  const rows = all.slice(0, NAMED).map((entity, at): EntityRow => {
    const { key, percent, remaining, state } = entity
    return {
      id: key === null ? "~" : `=${key}`,
      name: key ?? UNATTRIBUTED,
      href: each && entityHref(each, key, DEFAULT_VIEW),
      percent,
      spent: spent.parts[at] ?? UNKNOWN,
      left: money(remaining),
      share: percent === null ? UNKNOWN : `${percent}%`,
      state,
      stateText: stateWords(entity),
    }
  })
  const others = {
    ...SUM,
    id: "others",
    name: `${formatCount(rest.length)} others`,
    spent: spent.parts[NAMED] ?? UNKNOWN,
  }
  return {
    rows: rest.length === 0 ? rows : [...rows, others],
    total: { ...SUM, id: "total", name: "Total", spent: spent.total },
  }
}
