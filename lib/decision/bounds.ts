import type { CompiledRow, PriceBook } from "@/lib/pricing/book"
import { listName } from "@/lib/pricing/provider-name"
import { resolve } from "@/lib/pricing/resolve"
import { addUnits, zonedStart } from "@/lib/time"

const DAY_MS = 86_400_000

/** Where a price can change: inside a cell that no bound cuts, every line meets the same conditions. */
export interface PriceBounds {
  /** Totals of input and output from which other conditions hold, ascending. */
  input: number[]
  output: number[]
  /** Instants of the range, ascending: for every model, and for those whose price has hours or weekdays. */
  instants: Date[]
  timed: Date[]
}

function compiledRows({ catalogue, overrides }: PriceBook): CompiledRow[] {
  return [...catalogue.values(), ...overrides.values()].flatMap(({ exact, patterns, tools }) => [
    ...[...exact.values()].flat(),
    ...patterns,
    ...tools,
  ])
}

const hasHours = ({ when }: CompiledRow) => when.windows !== null || when.weekdays !== null

function sorted(numbers: Iterable<number>): number[] {
  return [...new Set(numbers)].filter((number) => number > 0 && Number.isFinite(number)).sort((a, b) => a - b)
}

function hoursOf(rows: readonly CompiledRow[], from: Date, to: Date): number[] {
  const first = Math.floor(from.getTime() / DAY_MS) * DAY_MS
  const times: number[] = []
  for (const { when } of rows) {
    for (const window of when.windows ?? []) {
      for (let day = first; day < to.getTime(); day += DAY_MS) times.push(day + window.from, day + window.to)
    }
    if (!when.weekdays) continue
    for (let day = zonedStart(from, "day", when.zone); day < to; day = addUnits(day, "day", 1, when.zone)) {
      times.push(day.getTime())
    }
  }
  return times
}

const inside = (times: Iterable<number>, from: Date, to: Date) =>
  sorted(times)
    .filter((time) => time > from.getTime() && time < to.getTime())
    .map((time) => new Date(time))

/** The bounds of every price and exchange rate in the book, instants of the range alone. */
export function boundsOf(book: PriceBook, from: Date, to: Date): PriceBounds {
  const rows = compiledRows(book)
  const dated = rows.flatMap(({ when }) => [when.from, when.to])
  const exchanged = [...book.exchange.rates.values()].flat().map((rate) => rate.from)
  const always = [...dated, ...exchanged]
  return {
    input: sorted(rows.flatMap(({ when }) => [when.minInput, when.maxInput + 1])),
    output: sorted(rows.flatMap(({ when }) => [when.minOutput, when.maxOutput + 1])),
    instants: inside(always, from, to),
    timed: inside([...always, ...hoursOf(rows.filter(hasHours), from, to)], from, to),
  }
}

/** Whether any route prices the model by hours or weekdays. */
export function timedModels(
  book: PriceBook,
  routes: readonly string[],
): (model: { provider: string; model: string }) => boolean {
  const lists = new Set(
    compiledRows(book)
      .filter(hasHours)
      .map(({ list }) => list),
  )
  return ({ provider, model }) => {
    const own = listName(provider)
    if (lists.has(own) || lists.has(`${own}-cn`)) return true
    return routes.some((route) => {
      const { rows, overrides } = resolve(book, { provider, model, route, region: null })
      return [...rows, ...overrides].some(hasHours)
    })
  }
}
