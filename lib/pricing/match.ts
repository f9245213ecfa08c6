import { type Decimal, formatDecimal, multiply, parseDecimal } from "@/lib/money"
import { type CompiledRow, compileRow, type PriceBook, type Resolution } from "./book"
import { type CallFacts, factsOf, firstUnmet } from "./conditions"
import { vendorOf } from "./provider-name"
import { resolve, upstreamLists } from "./resolve"
import type { PriceQuery, PriceRow } from "./schema"

/** The rows that price an item, complete: each states every rate it stands for. */
export interface Matched {
  list: CompiledRow | null
  computed: CompiledRow | null
  resolution: Resolution
  facts: CallFacts
}

function select(rows: readonly CompiledRow[], facts: CallFacts): CompiledRow | null {
  for (const row of rows) if (firstUnmet(row.when, facts) === null) return row
  return null
}

/** A row made from two others; the same two always give the same object. */
function combined(
  book: PriceBook,
  over: CompiledRow,
  under: CompiledRow,
  make: () => Pick<PriceRow, "id" | "rates"> & Partial<PriceRow>,
): CompiledRow {
  const known = book.memory.combined.get(over) ?? new Map<CompiledRow, CompiledRow>()
  book.memory.combined.set(over, known)
  let row = known.get(under)
  if (!row) {
    const { relative: _, ...rest } = over.row
    row = compileRow({ ...rest, ...make() })
    known.set(under, row)
  }
  return row
}

function factor(percent: string): Decimal {
  const { digits, scale } = parseDecimal(percent)
  return { digits: digits + 100n * 10n ** BigInt(scale), scale: scale + 2 }
}

/** The other row's rates plus or minus the percentage, each with every digit. */
function relativeRow(book: PriceBook, over: CompiledRow, under: CompiledRow): CompiledRow {
  return combined(book, over, under, () => {
    const times = factor(over.row.relative?.percent ?? "0")
    const rates = Object.fromEntries(
      Object.entries(under.row.rates).flatMap(([key, rate]) =>
        rate === undefined ? [] : [[key, formatDecimal(multiply(parseDecimal(rate), times))]],
      ),
    )
    const { currency, effectiveFrom, effectiveTo, asOf } = under.row
    const dates = over.row.layer === "override" ? {} : { effectiveFrom, effectiveTo, asOf }
    return {
      id: `${over.row.id} of ${under.row.id}`,
      rates,
      currency,
      conditions: { ...under.row.conditions, ...over.row.conditions },
      source: `${over.row.source} ${under.row.source}`,
      ...dates,
    }
  })
}

/** `over`'s rates, and `under`'s for every key that `over` does not state. */
function mergedRow(book: PriceBook, over: CompiledRow, under: CompiledRow): CompiledRow {
  const adds = Object.keys(under.row.rates).some((key) => over.row.rates[key] === undefined)
  if (!adds || over.row.currency !== under.row.currency) return over
  return combined(book, over, under, () => ({
    id: `${over.row.id} over ${under.row.id}`,
    rates: { ...under.row.rates, ...over.row.rates },
  }))
}

/** `tool`'s fees in place of those `row` has for the same pieces. */
function replacedFees(book: PriceBook, tool: CompiledRow, row: CompiledRow): CompiledRow {
  return combined(book, tool, row, () => ({
    ...row.row,
    id: `${tool.row.id} over ${row.row.id}`,
    rates: { ...row.row.rates, ...tool.row.rates },
  }))
}

/** Adds the provider's fees for the item's pieces; an organisation's own also replace those there are. */
function withTools(
  book: PriceBook,
  row: CompiledRow | null,
  tools: readonly CompiledRow[],
  query: PriceQuery,
  facts: CallFacts,
): CompiledRow | null {
  let priced = row
  if (tools.length === 0) return priced
  for (const key in query.item.counts) {
    const tool = tools.find((one) => one.rates.other.has(key) && firstUnmet(one.when, facts) === null)
    if (!tool) continue
    if (!priced) priced = tool
    else if (tool.row.currency !== priced.row.currency) continue
    else if (tool.row.layer === "override") priced = replacedFees(book, tool, priced)
    else if (!priced.rates.other.has(key)) priced = mergedRow(book, priced, tool)
  }
  return priced
}

function upstreamRow(
  book: PriceBook,
  row: CompiledRow,
  query: PriceQuery,
  facts: CallFacts,
): CompiledRow | null {
  for (const provider of upstreamLists(row, query)) {
    const model =
      vendorOf(query.model) === provider ? query.model.slice(query.model.indexOf("/") + 1) : query.model
    const found = select(resolve(book, { route: "direct", provider, model, region: null }).rows, facts)
    if (found && !found.row.relative) return relativeRow(book, row, found)
  }
  return null
}

function listRow(
  book: PriceBook,
  resolution: Resolution,
  query: PriceQuery,
  facts: CallFacts,
): CompiledRow | null {
  const found = select(resolution.rows, facts)
  const row = found?.row.relative ? upstreamRow(book, found, query, facts) : found
  return withTools(book, row, resolution.tools, query, facts)
}

function overridden(
  book: PriceBook,
  resolution: Resolution,
  list: CompiledRow | null,
  query: PriceQuery,
  facts: CallFacts,
): CompiledRow | null {
  if (resolution.ownPricesMiss) return null
  const over = resolution.overrides.find((row) => firstUnmet(row.when, facts) === null)
  let row = list
  if (over && !over.row.relative) row = list ? mergedRow(book, over, list) : over
  else if (over?.row.relative?.to) row = upstreamRow(book, over, query, facts)
  else if (over) row = list && relativeRow(book, over, list)
  return withTools(book, row, resolution.overrideTools, query, facts)
}

/** Finds the list row and, over it, the organisation's own. Both null where nothing applies. */
export function matchRows(book: PriceBook, query: PriceQuery): Matched {
  const resolution = resolve(book, query)
  const facts = factsOf(query)
  const list = listRow(book, resolution, query, facts)
  const computed = overridden(book, resolution, list, query, facts)
  return { list, computed, resolution, facts }
}

/** The row that prices a query after overrides; null when none applies. `explainMatch` says why. */
export function findPriceRow(book: PriceBook, query: PriceQuery): PriceRow | null {
  return matchRows(book, query).computed?.row ?? null
}
