import type { ScopeCell, ScopeLine } from "@/components/decide/scopes-table"
import { routeFacts } from "@/lib/decision/route-facts"
import type { Decision, DecisionScope } from "@/lib/decision/schema"
import { picoToString } from "@/lib/money"
import { formatCount, UNKNOWN } from "@/lib/money-format"
import { assignColours } from "@/lib/spend/colour"
import type { Dimension, Filter } from "@/lib/spend/schema"
import { type Printing, pico } from "./decide-printing"

const VERDICT_WORDS: Record<DecisionScope["verdict"], string> = {
  direct: "Direct",
  gateway: "Gateway",
  "too close to call": "Too close to call",
  "not enough data": "Not enough data",
  "no other route": "No other route",
}

function verdictOf(scope: DecisionScope): Pick<ScopeLine, "verdict" | "kind"> {
  const { verdict, n } = scope
  if (verdict === "too close to call") return { verdict: VERDICT_WORDS[verdict], kind: "warn" }
  if (verdict === "not enough data")
    return { verdict: `${VERDICT_WORDS[verdict]} (n = ${formatCount(n)})`, kind: "none" }
  return { verdict: VERDICT_WORDS[verdict], kind: null }
}

export const equals = (dimension: Dimension, values: readonly (string | null)[]): Filter => ({
  dimension,
  operator: "=",
  values: [...values],
})

export function filtersOf(scope: DecisionScope): Filter[] {
  if (scope.scope === "all") return []
  if (scope.scope.startsWith("feature:")) return [equals("feature", [scope.feature])]
  return [
    equals("provider", scope.families),
    ...(scope.feature === null ? [] : [equals("feature", [scope.feature])]),
  ]
}

/** Routes that may be taken for anything; those by own accounts where they are chosen or in use. */
export function columnsOf(answer: Decision): string[] {
  const isUsed = (route: string) =>
    answer.scopes.some(
      ({ choice, candidates }) =>
        choice === route || candidates.some((each) => each.route === route && each.n > 0),
    )
  const open = new Set(
    answer.scopes.flatMap(({ candidates }) =>
      candidates.flatMap(({ route, excluded_by }) => (excluded_by === null ? route : [])),
    ),
  )
  return [...open]
    .filter((route) => routeFacts(route)?.kind !== "keys" || isUsed(route))
    .sort((a, b) => Number(b === "direct") - Number(a === "direct"))
}

function cellOf(scope: DecisionScope, route: string, sums: ChosenSums, printing: Printing): ScopeCell {
  const found = scope.candidates.find((each) => each.route === route)
  const isChosen = scope.choice === route
  if (!found) return { route, text: UNKNOWN, isRuledOut: true, isChosen }
  const isRuledOut = found.excluded_by !== null
  const text =
    found.excluded_by === "does not offer the model" ? "not offered" : isRuledOut ? "ruled out" : ""
  return {
    route,
    text: isRuledOut ? text : amountText(scope, route, found.total, sums, printing),
    isRuledOut,
    isChosen,
  }
}

/** What a scope costs on a route: on the chosen one as it adds up with the others, else by itself. */
function amountText(
  { scope, choice }: DecisionScope,
  route: string,
  total: string,
  { cells }: ChosenSums,
  printing: Printing,
): string {
  const units = choice === route ? cells.get(scope) : undefined
  return units === undefined ? printing.money(total) : printing.text(units)
}

export function scopeLines(
  answer: Decision,
  columns: readonly string[],
  sums: ChosenSums,
  printing: Printing,
  view: (filters: readonly Filter[]) => string,
): ScopeLine[] {
  const colours = assignColours(answer.scopes.map(({ families, label }) => families[0] ?? label))
  return answer.scopes.map((scope) => ({
    id: scope.scope,
    label: scope.label,
    colour: colours.get(scope.families[0] ?? scope.label) ?? null,
    href: answer.typed ? null : view(filtersOf(scope)),
    ...verdictOf(scope),
    cells: columns.map((route) => cellOf(scope, route, sums, printing)),
    ahead: scope.ahead === null ? UNKNOWN : printing.money(scope.ahead),
    interval: scope.interval
      ? `${printing.money(scope.interval.low)} to ${printing.money(scope.interval.high)}`
      : UNKNOWN,
    calls: formatCount(scope.calls),
  }))
}

/** The column in which a contract's upkeep stands: of several routes by own accounts the one that is chosen. */
function columnOf(contract: string, answer: Decision, columns: readonly string[]): number {
  if (contract.startsWith("direct:")) return columns.indexOf("direct")
  if (!contract.startsWith("account:")) return columns.indexOf(contract)
  const keys = columns.filter((route) => routeFacts(route)?.kind === "keys")
  const chosen = keys.find((route) => answer.scopes.some(({ choice }) => choice === route))
  return columns.indexOf(chosen ?? keys[0] ?? "")
}

const KINDS: Readonly<Record<string, string>> = {
  direct: "Direct providers' upkeep",
  account: "Providers' accounts",
}

interface UpkeepRow {
  id: string
  label: string
  column: number
  paid: bigint
  all: bigint
}

/** Upkeep that scopes share, providers of one kind together: what is paid, or what would be. */
function upkeepRows(answer: Decision, columns: readonly string[]): UpkeepRow[] {
  const rows = new Map<string, UpkeepRow>()
  for (const { contract, label, amount, chosen } of answer.upkeep) {
    const [kind = ""] = contract.split(":")
    const column = columnOf(contract, answer, columns)
    if (column < 0) continue
    const row = rows.get(kind) ?? {
      id: kind,
      label: KINDS[kind] ?? `${label} upkeep`,
      column,
      paid: 0n,
      all: 0n,
    }
    row.all += pico(amount)
    if (chosen) row.paid += pico(amount)
    rows.set(kind, row)
  }
  return [...rows.values()].filter(({ all }) => all > 0n)
}

/** What the cheapest mix is printed as, in whole units: rows add up to their column, and columns to the whole. */
export interface ChosenSums {
  whole: bigint | null
  /** Null where nothing goes that way. */
  columns: (bigint | null)[]
  /** By scope, and by row of upkeep. */
  cells: Map<string, bigint>
  upkeep: Map<string, bigint>
}

export function chosenSums(answer: Decision, columns: readonly string[], printing: Printing): ChosenSums {
  const upkeep = upkeepRows(answer, columns)
  const parts = columns.map((route, at) => [
    ...answer.scopes.flatMap(({ scope, choice, candidates }) => {
      const found = choice === route ? candidates.find((each) => each.route === route) : undefined
      return found ? [{ id: scope, into: "cells" as const, amount: pico(found.total) }] : []
    }),
    ...upkeep.flatMap(({ id, column, paid }) =>
      column === at && paid > 0n ? [{ id, into: "upkeep" as const, amount: paid }] : [],
    ),
  ])
  const sums = parts.map((items) => items.reduce((sum, { amount }) => sum + amount, 0n))
  const least = answer.mixes.find(({ id }) => id === "least") ?? answer.mixes[0]
  const told = printing.units(picoToString(sums.reduce((sum, amount) => sum + amount, 0n)))
  const units = printing.split(told, sums)
  const found: ChosenSums = {
    whole: least ? printing.units(least.total) : null,
    columns: parts.map((items, at) => (items.length === 0 ? null : (units[at] ?? 0n))),
    ...{ cells: new Map(), upkeep: new Map() },
  }
  parts.forEach((items, at) => {
    const shares = printing.split(
      units[at] ?? 0n,
      items.map(({ amount }) => amount),
    )
    items.forEach(({ id, into }, place) => {
      found[into].set(id, shares[place] ?? 0n)
    })
  })
  return found
}

export function upkeepLines(
  answer: Decision,
  columns: readonly string[],
  sums: ChosenSums,
  printing: Printing,
) {
  return upkeepRows(answer, columns).map(({ id, label, column, all }) => {
    const paid = sums.upkeep.get(id)
    const amount = paid === undefined ? printing.money(picoToString(all)) : printing.text(paid)
    return { id, label, column, amount, isPaid: paid !== undefined }
  })
}

export function totalLine(answer: Decision, { whole, columns }: ChosenSums, printing: Printing) {
  return {
    text: whole === null ? UNKNOWN : `${printing.text(whole)} together`,
    cells: columns.map((units) => (units === null ? UNKNOWN : printing.text(units))),
    calls: formatCount(answer.calls),
  }
}
