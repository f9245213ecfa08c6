import { AppError } from "@/lib/errors"
import { type CompiledConditions, compileConditions } from "./conditions"
import { type ExchangeTable, exchangeTable } from "./exchange"
import { type ModelMatcher, modelMatcher } from "./model-pattern"
import { listName } from "./provider-name"
import { type CompiledRates, compileRates } from "./rates"
import type { ExchangeRate, PriceRow } from "./schema"

/** A row with everything parsed that pricing asks of it. */
export interface CompiledRow {
  readonly row: PriceRow
  readonly list: string
  readonly models: ModelMatcher
  readonly when: CompiledConditions
  readonly rates: CompiledRates
}

/** The rows of one owner and layer. */
export interface PriceList {
  readonly exact: ReadonlyMap<string, readonly CompiledRow[]>
  readonly patterns: readonly CompiledRow[]
  readonly tools: readonly CompiledRow[]
}

/** Every row that could price a model on a route, best first; conditions are asked later. */
export interface Resolution {
  /** Whose list it is. */
  owner: string
  /** The list has rows at all. */
  known: boolean
  rows: readonly CompiledRow[]
  tools: readonly CompiledRow[]
  overrides: readonly CompiledRow[]
  overrideTools: readonly CompiledRow[]
  /** Only the organisation has prices for this route, and none is for this model. */
  ownPricesMiss: boolean
}

type Lists = ReadonlyMap<string, PriceList>

/** Price rows and exchange rates, indexed. Immutable; what it remembers is only ever a cache. */
export interface PriceBook {
  readonly rows: readonly PriceRow[]
  readonly catalogue: Lists
  readonly overrides: Lists
  readonly exchange: ExchangeTable
  readonly byId: ReadonlyMap<string, PriceRow>
  /** Memory of look-ups and of rows made from two others, owned by `match.ts`. */
  readonly memory: Memory
}

export interface Memory {
  resolved: Map<string, Map<string, Map<string, Resolution>>>
  size: number
  combined: Map<CompiledRow, Map<CompiledRow, CompiledRow>>
}

export function compileRow(row: PriceRow): CompiledRow {
  return {
    row,
    list: listName(row.provider),
    models: modelMatcher(row.models),
    when: compileConditions(row),
    rates: compileRates(row),
  }
}

interface Draft {
  exact: Map<string, CompiledRow[]>
  patterns: CompiledRow[]
  tools: CompiledRow[]
}

function index(rows: readonly CompiledRow[]): Map<string, Draft> {
  const lists = new Map<string, Draft>()
  for (const compiled of rows) {
    const list: Draft = lists.get(compiled.list) ?? { exact: new Map(), patterns: [], tools: [] }
    lists.set(compiled.list, list)
    if (compiled.row.kind === "tools") list.tools.push(compiled)
    else {
      const { exact } = compiled.models
      for (const model of exact) list.exact.set(model, [...(list.exact.get(model) ?? []), compiled])
      if (compiled.row.models.some((model) => /^[^!].*[*#]|^[*#]/.test(model))) list.patterns.push(compiled)
    }
  }
  return lists
}

function ids(
  rows: readonly PriceRow[],
  known: ReadonlyMap<string, PriceRow> = new Map(),
): Map<string, PriceRow> {
  const byId = new Map(known)
  for (const row of rows) {
    if (byId.has(row.id)) throw new AppError("invalid", `Two price rows have the id ${row.id}.`)
    byId.set(row.id, row)
  }
  return byId
}

const emptyMemory = (): Memory => ({ resolved: new Map(), size: 0, combined: new Map() })

/** Throws `invalid` on a row or rate that cannot be read and on an id that occurs twice. */
export function createPriceBook(rows: readonly PriceRow[], exchange: readonly ExchangeRate[]): PriceBook {
  const compiled = rows.map(compileRow)
  return {
    rows: [...rows],
    catalogue: index(compiled.filter(({ row }) => row.layer === "catalogue")),
    overrides: index(compiled.filter(({ row }) => row.layer === "override")),
    exchange: exchangeTable(exchange),
    byId: ids(rows),
    memory: emptyMemory(),
  }
}

/** An id that is taken already gets a number: a label must not keep an organisation from being priced. */
function relabelled(rows: readonly PriceRow[], taken: ReadonlyMap<string, PriceRow>): PriceRow[] {
  const seen = new Set(taken.keys())
  return rows.map((row) => {
    let { id } = row
    for (let number = 2; seen.has(id); number += 1) id = `${row.id} #${number}`
    seen.add(id)
    return { ...row, id, layer: "override" as const }
  })
}

/** The same catalogue with an organisation's own rows and, over the shipped ones, its exchange rates. */
export function extendPriceBook(
  book: PriceBook,
  overrides: readonly PriceRow[],
  exchange: readonly ExchangeRate[] = [],
): PriceBook {
  const shipped = [...book.exchange.rates.values()].flat().flatMap(({ rate }) => (rate ? [rate] : []))
  const own = relabelled(overrides, book.byId)
  const kept = book.rows.filter((row) => row.layer === "override")
  return {
    ...book,
    rows: [...book.rows, ...own],
    overrides: index([...kept, ...own].map(compileRow)),
    exchange: exchange.length === 0 ? book.exchange : exchangeTable([...shipped, ...exchange]),
    byId: ids(own, book.byId),
    memory: emptyMemory(),
  }
}
