import type { AssumptionLine } from "@/components/decide/assumptions-table"
import type { MixLine } from "@/components/decide/mixes-table"
import type { PartsLine } from "@/components/decide/parts-table"
import type { RuledOutLine } from "@/components/decide/ruled-out-table"
import type { ScopeCell, ScopeLine } from "@/components/decide/scopes-table"
import { ledgerRoute, routeFacts, routeName } from "@/lib/decision/route-facts"
import type { Decision, DecisionQuery, DecisionScope } from "@/lib/decision/schema"
import { listWords } from "@/lib/decision/words"
import { divideHalfEven, parseDecimal, picoToString, splitLargestRemainder, toPico } from "@/lib/money"
import {
  currencySign,
  formatAxisMoney,
  formatCount,
  formatMoney,
  formatMoneyWhole,
  formatTenths,
  UNKNOWN,
} from "@/lib/money-format"
import { assignColours } from "@/lib/spend/colour"
import { eventsHref } from "@/lib/spend/drill"
import { parseFilter } from "@/lib/spend/filter"
import type { Dimension, Filter } from "@/lib/spend/schema"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import { localDate } from "@/lib/time"
import { fromWords, unitWords } from "./assumption-words"
import { breakEvenModel } from "./break-even-model"
import { cardOf } from "./decide-cards"
import { turnLines } from "./turn-lines"

const UNIT = 1_000_000_000_000n
const CENT = UNIT / 100n
/** From here on cents would be noise. */
const WHOLE_FROM = 1_000n * UNIT

const pico = (amount: string) => toPico(parseDecimal(amount))

/** Amounts of a table as they are printed: in whole units, or in cents where they are small. */
export interface Printing {
  unit: bigint
  money: (amount: string) => string
  /** Parts that add up to their total as it is printed. */
  parts: (amounts: readonly string[], total: string) => string[]
  change: (amount: string) => string
}

export function printingOf(totals: readonly string[], currency: string): Printing {
  const least = totals.map(pico).filter((amount) => amount > 0n)
  const unit = least.length > 0 && least.every((amount) => amount >= WHOLE_FROM) ? UNIT : CENT
  const format = unit === UNIT ? formatMoneyWhole : formatMoney
  const rounded = (amount: bigint) => divideHalfEven(amount, unit) * unit
  const money = (amount: string) => format(picoToString(rounded(pico(amount))), currency)
  return {
    unit,
    money,
    parts(amounts, total) {
      const whole = divideHalfEven(pico(total), unit)
      return splitLargestRemainder(whole, amounts.map(pico)).map((part) =>
        format(picoToString(part * unit), currency),
      )
    },
    change(amount) {
      const text = money(amount)
      return pico(amount) > 0n ? `+${text}` : text
    },
  }
}

/** `direct ×3, SiliconFlow ×2`. */
function routesNote(routes: Readonly<Record<string, string>>): string {
  const counts = new Map<string, number>()
  for (const route of Object.values(routes)) counts.set(route, (counts.get(route) ?? 0) + 1)
  if (counts.has("today")) return "the routes that calls take now"
  return [...counts]
    .map(([route, count]) => `${route === "direct" ? "direct" : routeName(route)} ×${count}`)
    .join(", ")
}

const MIDDLE = 70
const SPAN = 60

function scaleOf(answer: Decision): number {
  const sizes = answer.mixes.flatMap(({ difference, interval }) =>
    [difference, interval?.low, interval?.high].map((amount) => Math.abs(Number(amount ?? 0))),
  )
  return Math.max(1e-9, ...sizes)
}

/** Nothing is no amount where calls fail whose failures nobody gave a value. */
export function failuresWords(printed: string, failures: string, unvalued: number): string {
  return unvalued > 0 && pico(failures) === 0n ? "not set" : printed
}

function mixLines(answer: Decision, printing: Printing): MixLine[] {
  const most = scaleOf(answer)
  const unvalued = answer.scopes.reduce((total, scope) => total + scope.unvalued, 0)
  const place = (amount: string) => MIDDLE + (Number(amount) / most) * SPAN
  return answer.mixes.map((mix) => {
    const { id, name, difference, interval } = mix
    const [tokens = "", fees = "", failures = "", engineering = ""] = printing.parts(
      [mix.tokens, mix.fees, mix.failures, mix.engineering],
      mix.total,
    )
    return {
      ...{ id, name, tokens, fees, engineering },
      failures: failuresWords(failures, mix.failures, unvalued),
      note: routesNote(mix.routes),
      total: printing.money(mix.total),
      difference: difference === null ? UNKNOWN : printing.change(difference),
      interval:
        difference === null
          ? "baseline"
          : interval
            ? `${printing.change(interval.low)} to ${printing.change(interval.high)}`
            : UNKNOWN,
      place:
        difference === null
          ? { at: MIDDLE, low: null, high: null }
          : {
              at: place(difference),
              low: interval && place(interval.low),
              high: interval && place(interval.high),
            },
    }
  })
}

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

interface Links {
  view: (filters: readonly Filter[]) => string
}

function linksOf(answer: Decision, query: DecisionQuery): Links {
  const from = localDate(new Date(answer.range.from), answer.zone)
  const to = localDate(new Date(answer.range.to), answer.zone)
  const own = query.filter.flatMap((text) => parseFilter(text) ?? [])
  const range = { kind: "custom", from, to } as const
  return { view: (filters) => eventsHref({ ...DEFAULT_VIEW, range, filters: [...own, ...filters] }) }
}

const equals = (dimension: Dimension, values: readonly (string | null)[]): Filter => ({
  dimension,
  operator: "=",
  values: [...values],
})

function filtersOf(scope: DecisionScope): Filter[] {
  if (scope.scope === "all") return []
  if (scope.scope.startsWith("feature:")) return [equals("feature", [scope.feature])]
  return [
    equals("provider", scope.families),
    ...(scope.feature === null ? [] : [equals("feature", [scope.feature])]),
  ]
}

/** Routes that may be taken for anything; those by own accounts where they are chosen or in use. */
function columnsOf(answer: Decision): string[] {
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

function cellOf(scope: DecisionScope, route: string, printing: Printing): ScopeCell {
  const found = scope.candidates.find((each) => each.route === route)
  const isChosen = scope.choice === route
  if (!found) return { route, text: UNKNOWN, isRuledOut: true, isChosen }
  const isRuledOut = found.excluded_by !== null
  const text =
    found.excluded_by === "does not offer the model" ? "not offered" : isRuledOut ? "ruled out" : ""
  return { route, text: isRuledOut ? text : printing.money(found.total), isRuledOut, isChosen }
}

function scopeLines(
  answer: Decision,
  columns: readonly string[],
  printing: Printing,
  links: Links,
): ScopeLine[] {
  const colours = assignColours(answer.scopes.map(({ families, label }) => families[0] ?? label))
  return answer.scopes.map((scope) => ({
    id: scope.scope,
    label: scope.label,
    colour: colours.get(scope.families[0] ?? scope.label) ?? null,
    href: answer.typed ? null : links.view(filtersOf(scope)),
    ...verdictOf(scope),
    cells: columns.map((route) => cellOf(scope, route, printing)),
    ahead: scope.ahead === null ? UNKNOWN : printing.money(scope.ahead),
    interval: scope.interval
      ? `${printing.money(scope.interval.low)} to ${printing.money(scope.interval.high)}`
      : UNKNOWN,
    calls: formatCount(scope.calls),
  }))
}

/** The share of calls without a price, never none where there are some. */
function unpricedWords(unpriced: number, calls: number): string {
  if (unpriced === 0) return "none"
  const tenths = Math.round((unpriced / calls) * 1_000)
  return tenths === 0 ? "below 0.1%" : formatTenths(tenths)
}

function partsLines(answer: Decision, printing: Printing, links: Links): PartsLine[] {
  return answer.scopes.flatMap((scope) =>
    scope.candidates
      .filter(({ excluded_by }) => excluded_by === null)
      .map((each) => {
        const parts = printing.parts([each.tokens, each.fees, each.failures, each.engineering], each.total)
        const [tokens = "", fees = "", failures = "", engineering = ""] = parts
        return {
          ...{ id: `${scope.scope} ${each.route}`, scope: scope.label, route: routeName(each.route) },
          ...{ tokens, fees, engineering },
          failures: failuresWords(failures, each.failures, scope.unvalued),
          total: printing.money(each.total),
          availability: `${Number(Number(each.availability.percent).toFixed(3))}%${each.availability.assumed ? " assumed" : ""}`,
          unpriced: unpricedWords(each.unpriced, scope.calls),
          calls: formatCount(each.n),
          isChosen: scope.choice === each.route,
          href:
            each.n > 0 ? links.view([...filtersOf(scope), equals("route", [ledgerRoute(each.route)])]) : null,
        }
      }),
  )
}

/** Why a route is out, once for all scopes that it is out for. */
function ruledOutLines(answer: Decision): RuledOutLine[] {
  const groups = new Map<string, { route: string; because: string; labels: string[] }>()
  for (const { route, because, label } of answer.ruled_out) {
    const id = `${route} ${because}`
    const group = groups.get(id) ?? { route, because, labels: [] }
    group.labels.push(label)
    groups.set(id, group)
  }
  return [...groups].map(([id, { route, because, labels }]) => ({
    ...{ id, because, route: routeName(route) },
    for: labels.length > 3 ? `${labels.length} of ${answer.scopes.length}` : listWords(labels),
  }))
}

/** Those that say something here: availability by family only where it is set. */
function assumptionLines(answer: Decision): AssumptionLine[] {
  return answer.assumptions
    .filter(({ name, from }) => from !== "default" || name.split(".").length < 3)
    .map((assumption) => ({
      assumption,
      unit: unitWords(assumption, answer.currency),
      default: assumption.default ?? "not set",
      from: fromWords(assumption, answer.zone),
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

/** Upkeep that scopes share, providers of one kind together: what is paid, or what would be. */
function upkeepLines(answer: Decision, columns: readonly string[], printing: Printing) {
  const rows = new Map<string, { label: string; column: number; paid: bigint; all: bigint }>()
  for (const { contract, label, amount, chosen } of answer.upkeep) {
    const [kind = ""] = contract.split(":")
    const column = columnOf(contract, answer, columns)
    if (column < 0) continue
    const row = rows.get(kind) ?? { label: KINDS[kind] ?? `${label} upkeep`, column, paid: 0n, all: 0n }
    row.all += pico(amount)
    if (chosen) row.paid += pico(amount)
    rows.set(kind, row)
  }
  return [...rows]
    .filter(([, { all }]) => all > 0n)
    .map(([id, { label, column, paid, all }]) => ({
      ...{ id, label, column, paid },
      amount: printing.money(picoToString(paid > 0n ? paid : all)),
      isPaid: paid > 0n,
    }))
}

function totalLine(
  answer: Decision,
  columns: readonly string[],
  printing: Printing,
  upkeep: ReturnType<typeof upkeepLines>,
) {
  const cells = columns.map((route, at) => {
    const amounts = answer.scopes.flatMap(
      (scope) => scope.candidates.find((each) => each.route === route && scope.choice === route)?.total ?? [],
    )
    if (amounts.length === 0) return UNKNOWN
    const shared = upkeep.flatMap(({ column, paid }) => (column === at ? paid : []))
    return printing.money(
      picoToString([...amounts.map(pico), ...shared].reduce((sum, amount) => sum + amount, 0n)),
    )
  })
  const least = answer.mixes.find(({ id }) => id === "least") ?? answer.mixes[0]
  const text = least ? `${printing.money(least.total)} together` : UNKNOWN
  return { text, cells, calls: formatCount(answer.calls) }
}

/** Everything the page shows, decided: components print it and nothing more. */
export function toDecisionPage(answer: Decision, query: DecisionQuery, organisation: string) {
  const { currency } = answer
  const printing = printingOf(
    answer.mixes.map(({ total }) => total),
    currency,
  )
  const links = linksOf(answer, query)
  const columns = columnsOf(answer)
  const upkeep = upkeepLines(answer, columns, printing)
  const most = scaleOf(answer)
  const end = formatAxisMoney(Number((most * (MIDDLE / SPAN)).toPrecision(2)), currency)
  const failed = equals("status", ["error", "aborted"])
  return {
    sign: currencySign(currency),
    mixes: {
      lines: mixLines(answer, printing),
      against: answer.typed ? "direct" : "today",
      ends: [`−${end}`, `+${end}`] as const,
      links: {
        tokens: answer.typed ? "#volumes" : links.view([]),
        failures: answer.typed ? "#assumptions" : links.view([failed]),
        assumptions: "#assumptions",
      },
    },
    cards: (answer.sensitivity ?? [])
      .filter(({ below, above }) => below.length + above.length > 0)
      .slice(0, 3)
      .flatMap((found) => cardOf(found, answer) ?? []),
    scopes: {
      noun: query.scope,
      columns: columns.map(routeName),
      lines: scopeLines(answer, columns, printing, links),
      upkeep,
      total: totalLine(answer, columns, printing, upkeep),
    },
    parts: partsLines(answer, printing, links),
    turns: turnLines(answer, printing.money),
    breakEven: answer.break_even && breakEvenModel(answer.break_even, answer, organisation),
    ruledOut: ruledOutLines(answer),
    assumptions: assumptionLines(answer),
  }
}
