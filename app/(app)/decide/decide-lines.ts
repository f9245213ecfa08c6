import type { AssumptionLine } from "@/components/decide/assumptions-table"
import type { MixLine } from "@/components/decide/mixes-table"
import type { PartsLine } from "@/components/decide/parts-table"
import type { RuledOutLine } from "@/components/decide/ruled-out-table"
import { ledgerRoute, routeName } from "@/lib/decision/route-facts"
import type { Decision, DecisionQuery, DecisionScope } from "@/lib/decision/schema"
import { listWords } from "@/lib/decision/words"
import { currencySign, formatAxisMoney, formatCount, formatTenths, UNKNOWN } from "@/lib/money-format"
import { smokeHref } from "@/lib/smoke/address"
import { CHECKS } from "@/lib/smoke/schema"
import { eventsHref } from "@/lib/spend/drill"
import { parseFilter } from "@/lib/spend/filter"
import type { Filter } from "@/lib/spend/schema"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import { localDate } from "@/lib/time"
import { fromWords, unitWords } from "./assumption-words"
import { breakEvenModel } from "./break-even-model"
import { cardOf } from "./decide-cards"
import { type Printing, pico, printingOf } from "./decide-printing"
import {
  type ChosenSums,
  chosenSums,
  columnsOf,
  equals,
  filtersOf,
  scopeLines,
  totalLine,
  upkeepLines,
} from "./scope-lines"
import { turnLines } from "./turn-lines"

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

/** The share of calls without a price, never none where there are some. */
function unpricedWords(unpriced: number, calls: number): string {
  if (unpriced === 0) return "none"
  const tenths = Math.round((unpriced / calls) * 1_000)
  return tenths === 0 ? "below 0.1%" : formatTenths(tenths)
}

function partsLines(answer: Decision, { cells }: ChosenSums, printing: Printing, links: Links): PartsLine[] {
  return answer.scopes.flatMap((scope) =>
    scope.candidates
      .filter(({ excluded_by }) => excluded_by === null)
      .map((each) => {
        const chosen = scope.choice === each.route ? cells.get(scope.scope) : undefined
        const whole = chosen ?? printing.units(each.total)
        const amounts = [each.tokens, each.fees, each.failures, each.engineering].map(pico)
        const parts = printing.split(whole, amounts).map(printing.text)
        const [tokens = "", fees = "", failures = "", engineering = ""] = parts
        return {
          ...{ id: `${scope.scope} ${each.route}`, scope: scope.label, route: routeName(each.route) },
          ...{ tokens, fees, engineering },
          failures: failuresWords(failures, each.failures, scope.unvalued),
          total: printing.text(whole),
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

/** The result of the smoke run that a route is out by. */
function runHref(found: Decision["ruled_out"][number]["found_in"]): string | null {
  const check = CHECKS.find((each) => each === found?.check)
  if (!found || !check) return null
  return smokeHref({ runs: [found.run], cell: { runId: found.run, position: found.position, check } })
}

/** Why a route is out, once for all scopes that it is out for. */
function ruledOutLines(answer: Decision): RuledOutLine[] {
  const groups = new Map<string, { route: string; because: string; labels: string[]; href: string | null }>()
  for (const { route, because, label, found_in } of answer.ruled_out) {
    const id = `${route} ${because}`
    const group = groups.get(id) ?? { route, because, labels: [], href: runHref(found_in) }
    group.labels.push(label)
    groups.set(id, group)
  }
  return [...groups].map(([id, { route, because, labels, href }]) => ({
    ...{ id, because, href, route: routeName(route) },
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

/** The routes that a scope may take, and the one that the reader's own mix has, or else the cheapest. */
function mixChoice({ scope, label, choice, candidates }: DecisionScope, { mixes }: Decision) {
  const routes = candidates
    .filter(({ excluded_by }) => excluded_by === null)
    .map(({ route }) => ({ value: route, label: routeName(route) }))
  const own = mixes.find(({ id }) => id === "custom")?.routes[scope]
  const route = own !== undefined && routes.some(({ value }) => value === own) ? own : choice
  return { id: scope, label, route, routes }
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
  const sums = chosenSums(answer, columns, printing)
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
      lines: scopeLines(answer, columns, sums, printing, links.view),
      upkeep: upkeepLines(answer, columns, sums, printing),
      total: totalLine(answer, sums, printing),
    },
    own: {
      isOpen: query.mix !== undefined,
      scopes: answer.scopes.map((scope) => mixChoice(scope, answer)),
    },
    parts: partsLines(answer, sums, printing, links),
    turns: turnLines(answer, printing.money),
    breakEven: answer.break_even && breakEvenModel(answer.break_even, answer, organisation),
    ruledOut: ruledOutLines(answer),
    assumptions: assumptionLines(answer),
  }
}
