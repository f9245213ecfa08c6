import type * as z from "zod"
import { OVER_LIMIT } from "@/lib/ledger/limits"
import type { chargeExtra } from "@/lib/ledger/stored-line"
import { add, type Decimal, type Pico, times } from "@/lib/money"
import type { CompiledRow, PriceBook } from "@/lib/pricing/book"
import { countsWithoutRate } from "@/lib/pricing/cost"
import { convert, exchangeAt } from "@/lib/pricing/exchange"
import { matchRows } from "@/lib/pricing/match"
import { rateItem } from "@/lib/pricing/rates"
import type { ExchangeUsed, PriceQuery, PriceRow } from "@/lib/pricing/schema"
import {
  CHARGE_KINDS,
  type ChargeKind,
  type LineItem,
  TOKEN_CLASSES,
  type TokenClass,
} from "@/lib/providers/schema"
import { namesOn, ownKeysOn } from "./route-facts"

/** Lines that no price tells apart, summed: all of them meet the same conditions of every price. */
export interface Cell extends Record<TokenClass, bigint> {
  day: Date
  /** An instant at which every condition on time is what it is for the lines. */
  at: Date
  provider: string
  model: string
  route: string
  service_tier: string | null
  failed: boolean
  feature: string | null
  /** Of the conditions on a call's length, representative. */
  input_total: bigint
  output_total: bigint
  /** 1 thinking, 2 the reporter bills, 4 the customer's own key with the provider. */
  flags: number
  price_id: number | null
  extra: z.output<typeof chargeExtra>
  lines: bigint
  calls: bigint
  /** Those of the calls that were their request's first attempt. */
  requests: bigint
  reasoning: bigint
  /** As the ledger holds it: by the price book, and as billed. */
  computed: Pico
  billed: Pico
  unpriced_calls: bigint
}

/** What priced a line of the ledger. */
export interface KnownPrice {
  list: PriceRow | null
  override: PriceRow | null
  exchange: ExchangeUsed | null
}

export interface Rating {
  book: PriceBook
  currency: string
  known: ReadonlyMap<number, KnownPrice>
}

/** What a cell costs on a route. `pico` is null where its tokens have no price there. */
export interface Rated {
  pico: Pico | null
  /** What the provider's list asks, where the price is one of the organisation's own. */
  listed: Pico | null
  /** The amount lacks pieces, such as searches, that have no price there. */
  isShort: boolean
  /** By the provider's price, for want of the gateway's own. */
  isAssumed: boolean
  /** The route's list is known and lacks the model. */
  isMissing: boolean
  /** The day that the price was said, where one holds. */
  asOf: string | null
}

const NOTHING: Rated = {
  pico: 0n,
  listed: null,
  isShort: false,
  isAssumed: false,
  isMissing: false,
  asOf: null,
}
const unknown = (isMissing = false): Rated => ({ ...NOTHING, pico: null, isMissing })

const NO_CLASSES = Object.fromEntries(TOKEN_CLASSES.map((key) => [key, 0])) as Record<TokenClass, number>

function kindOf({ extra }: Cell): ChargeKind {
  return CHARGE_KINDS.find((kind) => kind === extra?.kind) ?? "message"
}

/** A gateway's own fee, which no other fee is taken of. */
export const isPlatformFee = (cell: Cell): boolean => kindOf(cell) === "platform_fee"

/** The way that the calls were paid: by own keys a gateway is another way than by its credits. */
export function takenRoute({ route, flags }: Pick<Cell, "route" | "flags">): string {
  return (flags & 4) === 4 ? (ownKeysOn(route) ?? route) : route
}

export function hasTokens(cell: Cell): boolean {
  return TOKEN_CLASSES.some((key) => cell[key] !== 0n)
}

const hasPieces = ({ extra }: Cell) => Object.values(extra?.counts ?? {}).some((count) => count !== 0)

/** One line of the cell as its prices see it: which classes it has, how long it is, what pieces. */
function lineOf(cell: Cell, model: string): LineItem {
  const classes = { ...NO_CLASSES }
  for (const key of TOKEN_CLASSES) if (cell[key] !== 0n) classes[key] = 1
  if (cell.output !== 0n) classes.output = Math.max(1, Number(cell.output_total))
  else classes.output = 0
  return { kind: kindOf(cell), model, classes, ofWhich: {}, counts: cell.extra?.counts ?? {} }
}

/** All the cell's tokens as one item, without what is counted line by line. */
function tokensOf(cell: Cell): LineItem {
  const classes = { ...NO_CLASSES }
  for (const key of TOKEN_CLASSES) classes[key] = Number(cell[key])
  const ofWhich = Object.fromEntries(
    Object.entries(cell.extra?.of_which ?? {}).map(([key, count]) => [key, count * Number(cell.lines)]),
  )
  const reasoning = cell.reasoning === 0n ? {} : { reasoning: Number(cell.reasoning) }
  // A kind that carries no fee for the request: that one is counted by lines.
  return { kind: "compaction", model: null, classes, ofWhich: { ...ofWhich, ...reasoning }, counts: {} }
}

function amountBy(row: CompiledRow, cell: Cell): Decimal | null {
  const tokens = rateItem(row.rates, tokensOf(cell))
  if (tokens.missing !== null) return null
  const byLine = rateItem(row.rates, {
    ...{ kind: kindOf(cell), model: null, classes: NO_CLASSES, ofWhich: {} },
    counts: cell.extra?.counts ?? {},
  })
  return add(tokens.amount, times(byLine.amount, cell.lines))
}

interface Found {
  list: CompiledRow | null
  computed: CompiledRow | null
  isMissing: boolean
}

const ASSUMED = "/as-the-provider of "

/** All that finding rows asks of a cell: those that agree in it find the same, whatever feature they are of. */
function conditionsOf(cell: Cell, route: string): string {
  const { provider, model, service_tier, flags, input_total, output_total, extra } = cell
  const classes = TOKEN_CLASSES.map((key) => (cell[key] === 0n ? 0 : 1)).join("")
  const asked = [route, provider, model, cell.route, cell.at.getTime(), service_tier, flags & 1, classes]
  return JSON.stringify([...asked, `${input_total} ${output_total}`, extra])
}

/** What was found before, for as long as a book stands. */
const foundIn = new WeakMap<PriceBook, Map<string, Found>>()
const MOST_FOUND = 50_000

/** The rows that price the cell on a route under the first of its names that the route's list knows. */
function findRows(cell: Cell, route: string, rating: Rating): Found {
  const kept = foundIn.get(rating.book) ?? new Map<string, Found>()
  foundIn.set(rating.book, kept)
  const key = conditionsOf(cell, route)
  const known = kept.get(key)
  if (known) return known
  const found = searchRows(cell, route, rating)
  if (kept.size >= MOST_FOUND) kept.clear()
  kept.set(key, found)
  return found
}

function searchRows(cell: Cell, route: string, { book }: Rating): Found {
  const own = cell.extra?.model ?? cell.model
  let last: Found = { list: null, computed: null, isMissing: false }
  let assumed: Found | null = null
  for (const model of namesOn(route, cell.provider, own, cell.at, cell.route)) {
    const query: PriceQuery = {
      ...{ provider: cell.provider, route, model, at: cell.at, serviceTier: cell.service_tier },
      region: cell.extra?.region ?? null,
      speed: cell.extra?.speed ?? null,
      thinking: (cell.flags & 1) === 1 ? true : null,
      inputTotal: Number(cell.input_total),
      item: lineOf(cell, model),
    }
    const { list, computed, resolution } = matchRows(book, query)
    const known = resolution.rows.length > 0 || resolution.overrides.length > 0
    last = { list, computed, isMissing: route !== "direct" && !known && resolution.known }
    if (!computed) continue
    if (!list?.row.id.includes(ASSUMED)) return last
    assumed ??= last
  }
  return assumed ?? last
}

/** Compares what priced lines with what prices them now, whatever the order in which the database keeps keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

const texts = new WeakMap<object, string>()

function textOf(price: PriceRow | ExchangeUsed | null): string {
  if (price === null) return "null"
  const known = texts.get(price)
  if (known !== undefined) return known
  const text = canonical(price)
  texts.set(price, text)
  return text
}

/** Whether the ledger priced the cell's lines just as the price book would now. */
function isSamePrice(cell: Cell, { list, computed }: Found, { book, currency, known }: Rating): boolean {
  const was = cell.price_id === null ? undefined : known.get(cell.price_id)
  if (!was || !computed) return false
  const from = computed.row.currency
  const exchange =
    from === currency ? null : (exchangeAt(book.exchange, from, currency, cell.at)?.used ?? null)
  const override = computed !== list ? computed.row : null
  return (
    textOf(was.list) === textOf(list?.row ?? null) &&
    textOf(was.override) === textOf(override) &&
    textOf(was.exchange) === textOf(exchange)
  )
}

function priced(cell: Cell, found: Found, { book, currency }: Rating): Rated {
  const { computed } = found
  const pieces = countsWithoutRate(lineOf(cell, cell.model), (key) => computed?.rates.other.has(key) ?? false)
  if (!computed) return hasTokens(cell) || pieces.length > 0 ? unknown(found.isMissing) : NOTHING
  if (pieces.length > 0 && !hasTokens(cell)) return unknown()
  const amount = amountBy(computed, cell)
  const converted = amount && convert(book.exchange, amount, computed.row.currency, currency, cell.at)
  if (!converted) return unknown()
  const listed = found.list === null || found.list === computed ? null : amountBy(found.list, cell)
  const isAssumed = found.list?.row.id.includes(ASSUMED) ?? false
  return {
    listed:
      (listed && convert(book.exchange, listed, found.list?.row.currency ?? currency, currency, cell.at))
        ?.pico ?? null,
    ...{ pico: converted.pico, isShort: pieces.length > 0, isAssumed, isMissing: false },
    asOf: found.list?.row.asOf ?? computed.row.asOf,
  }
}

/**
 * What the cell costs on the route that its calls took: what the reporter billed where it is the biller, else by the
 * price book at the calls' own instants. Where the ledger priced them just so, its own sum, to the last digit.
 */
export function ratedAsItWent(cell: Cell, rating: Rating): Rated {
  const asItStands: Rated = { ...NOTHING, pico: cell.billed }
  if ((cell.flags & 2) === 2) return cell.unpriced_calls > 0n && cell.billed === 0n ? unknown() : asItStands
  if (cell.provider === OVER_LIMIT || !(hasTokens(cell) || hasPieces(cell))) {
    return cell.unpriced_calls > 0n ? unknown() : asItStands
  }
  const found = findRows(cell, cell.route, rating)
  const now = priced(cell, found, rating)
  return now.pico !== null && isSamePrice(cell, found, rating) ? { ...now, pico: cell.computed } : now
}

/** What the same calls would cost on another route at their own instants. A gateway's own fee falls away with it. */
export function ratedOn(route: string, cell: Cell, rating: Rating): Rated {
  if (route === takenRoute(cell)) return ratedAsItWent(cell, rating)
  if (cell.provider === OVER_LIMIT) return unknown()
  if (!hasTokens(cell) && !hasPieces(cell)) {
    const isOurs = isPlatformFee(cell) || (cell.billed === 0n && cell.unpriced_calls === 0n)
    return isOurs ? NOTHING : unknown()
  }
  return priced(cell, findRows(cell, route, rating), rating)
}
