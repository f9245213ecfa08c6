import type { CompiledRow, PriceBook, PriceList, Resolution } from "./book"
import { modelNames } from "./model-name"
import { isMainland, listName, vendorOf } from "./provider-name"

const MAX_REMEMBERED = 20_000
const DIRECT = "direct"
const HUB = "huggingface"

/** How OpenRouter spells whose model it is. */
const SLUGS: ReadonlyMap<string, string> = new Map([
  ["gemini", "google"],
  ["vertex", "google"],
  ["glm", "z-ai"],
  ["mistral", "mistralai"],
  ["moonshot", "moonshotai"],
  ["xai", "x-ai"],
])

/**
 * Of two rows that both apply: more conditions, then the later start, then the later source day, then
 * the id in alphabetical order.
 */
export function byPreference(a: CompiledRow, b: CompiledRow): number {
  if (a.when.narrowness !== b.when.narrowness) return b.when.narrowness - a.when.narrowness
  if (a.when.from !== b.when.from) return b.when.from - a.when.from
  if (a.row.asOf !== b.row.asOf) return a.row.asOf < b.row.asOf ? 1 : -1
  return a.row.id < b.row.id ? -1 : a.row.id > b.row.id ? 1 : 0
}

function namesFor(list: string, provider: string, model: string): string[] {
  const names = modelNames(list, model)
  if (list !== "openrouter" || model.includes("/") || provider === list) return names
  return [...new Set([...modelNames(list, `${SLUGS.get(provider) ?? provider}/${model}`), ...names])]
}

/**
 * The rows of the closest match alone: the closest spelling of the name first, then the closest
 * pattern. A row of another model never stands in because this one's conditions are not met.
 */
function closestRows(list: PriceList, names: readonly string[]): CompiledRow[] {
  for (const name of names) {
    const exact = list.exact.get(name)
    if (exact) return [...exact].sort(byPreference)
    let best = 0
    let found: CompiledRow[] = []
    for (const row of list.patterns) {
      const closeness = row.models.closeness(name)
      if (closeness <= 0 || closeness < best) continue
      if (closeness > best) found = []
      best = closeness
      found.push(row)
    }
    if (found.length > 0) return found.sort(byPreference)
  }
  return list.patterns
    .filter(({ models }) => names.some((name) => models.closeness(name) === 0))
    .sort(byPreference)
}

/** Every row whose models match, closest first, so that a broader one steps in where a closer one does not apply. */
function allRows(rows: Iterable<CompiledRow>, names: readonly string[]): CompiledRow[] {
  const ranked: { row: CompiledRow; rank: number; closeness: number }[] = []
  for (const row of new Set(rows)) {
    for (const [rank, name] of names.entries()) {
      const closeness = row.models.closeness(name)
      if (closeness < 0) continue
      ranked.push({ row, rank: closeness === 0 ? names.length : rank, closeness })
      break
    }
  }
  ranked.sort((a, b) => a.rank - b.rank || b.closeness - a.closeness || byPreference(a.row, b.row))
  return ranked.map(({ row }) => row)
}

function everyRow(list: PriceList): CompiledRow[] {
  return [...list.exact.values()].flat().concat(list.patterns)
}

/** Hugging Face's router has a list per inference provider, named by its route or the model's suffix. */
function ownerOf(book: PriceBook, route: string, provider: string, model: string): string {
  if (route !== HUB && provider !== HUB) return provider
  const suffix = /:([a-z0-9-]+)$/i.exec(model.trim())?.[1]?.toLowerCase()
  const list = `${HUB}-${listName(provider === HUB ? (suffix ?? "") : provider)}`
  return book.catalogue.has(list) ? list : provider
}

interface Wanted {
  route: string
  provider: string
  model: string
  mainland: boolean
}

function resolveAfresh(book: PriceBook, wanted: Wanted): Resolution {
  const route =
    wanted.route === "" || wanted.route === DIRECT ? DIRECT : listName(wanted.route, wanted.mainland)
  const provider = listName(wanted.provider, wanted.mainland)
  const gateway = route !== DIRECT && (book.catalogue.has(route) || book.overrides.has(route))
  const owner =
    route !== DIRECT && book.catalogue.has(route) ? route : ownerOf(book, route, provider, wanted.model)
  const model = owner.startsWith(`${HUB}-`) ? wanted.model.replace(/:[a-z0-9-]+$/i, "") : wanted.model
  const list = book.catalogue.get(owner)
  const own = book.overrides.get(gateway ? route : provider)
  const names = namesFor(owner, provider, model)
  const overrides = own ? allRows(everyRow(own), names) : []
  return {
    owner,
    known: list !== undefined,
    rows: list ? closestRows(list, names) : [],
    tools: list ? allRows(list.tools, names) : [],
    overrides,
    overrideTools: own ? allRows(own.tools, names) : [],
    ownPricesMiss: gateway && owner !== route && overrides.length === 0,
  }
}

function inner<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const map = maps.get(key) ?? new Map<string, V>()
  maps.set(key, map)
  return map
}

/** What a look-up needs of a query. */
export interface ModelQuery {
  route: string
  provider: string
  model: string
  region: string | null
}

/** Remembers per book; a flood of new names empties the memory rather than growing it. */
export function resolve(book: PriceBook, query: ModelQuery): Resolution {
  const { memory } = book
  const { route, model } = query
  const mainland = isMainland(query.region)
  const provider = mainland ? `${query.provider} cn` : query.provider
  const known = memory.resolved.get(route)?.get(provider)?.get(model)
  if (known) return known
  const resolution = resolveAfresh(book, { route, provider: query.provider, model, mainland })
  if (memory.size >= MAX_REMEMBERED) {
    memory.resolved.clear()
    memory.size = 0
  }
  inner(inner(memory.resolved, route), provider).set(model, resolution)
  memory.size += 1
  return resolution
}

/** The lists a relative row takes its price from. */
export function upstreamLists(row: CompiledRow, query: ModelQuery): string[] {
  const mainland = isMainland(query.region)
  const provider = listName(query.provider, mainland)
  const upstream = provider === row.list ? vendorOf(query.model) : provider
  const lists = row.row.relative?.to ?? (upstream ? [upstream] : [])
  return lists.map((list) => listName(list, mainland)).filter((list) => list !== row.list)
}
