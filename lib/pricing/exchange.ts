import { AppError } from "@/lib/errors"
import { type Decimal, type Pico, parseDecimal, toPico } from "@/lib/money"
import type { ExchangeRate, ExchangeUsed } from "./schema"

const DOLLAR = "USD"
const ONE: Decimal = { digits: 1n, scale: 0 }

interface DatedRate {
  from: number
  usd: Decimal
  rate: ExchangeRate | null
}

const DOLLAR_RATE: DatedRate = { from: Number.NEGATIVE_INFINITY, usd: ONE, rate: null }

/** Dated rates by currency, oldest first. */
export interface ExchangeTable {
  readonly rates: ReadonlyMap<string, readonly DatedRate[]>
  readonly used: Map<DatedRate, Map<DatedRate, Exchange>>
}

/** An exact ratio between two currencies and where it comes from. */
export interface Exchange {
  numerator: Decimal
  denominator: Decimal
  used: ExchangeUsed
}

export function exchangeTable(rates: readonly ExchangeRate[]): ExchangeTable {
  const byCurrency = new Map<string, DatedRate[]>()
  for (const rate of rates) {
    const from = Date.parse(`${rate.date}T00:00:00Z`)
    const usd = parseDecimal(rate.usdPerUnit)
    if (Number.isNaN(from) || usd.digits <= 0n) {
      throw new AppError("invalid", `The exchange rate of ${rate.currency} on ${rate.date} cannot be used.`)
    }
    const dated = byCurrency.get(rate.currency) ?? []
    dated.push({ from, usd, rate })
    byCurrency.set(rate.currency, dated)
  }
  // A later entry for the same day wins, so that an administrator's rate replaces a shipped one.
  for (const dated of byCurrency.values()) dated.sort((a, b) => a.from - b.from)
  return { rates: byCurrency, used: new Map() }
}

function rateAt(table: ExchangeTable, currency: string, time: number): DatedRate | null {
  if (currency === DOLLAR) return DOLLAR_RATE
  return table.rates.get(currency)?.findLast((dated) => dated.from <= time) ?? null
}

function usedOf(from: DatedRate, to: DatedRate, currencies: [string, string]): ExchangeUsed {
  const dated = [from.rate, to.rate].filter((rate) => rate !== null)
  return {
    from: currencies[0],
    to: currencies[1],
    numerator: from.rate?.usdPerUnit ?? "1",
    denominator: to.rate?.usdPerUnit ?? "1",
    date: dated.map((rate) => rate.date).sort()[0] ?? "",
    source: [...new Set(dated.map((rate) => rate.source))].join("; "),
  }
}

/**
 * The ratio at an instant by the newest rates at or before its UTC day; null when a currency has
 * none yet. Two currencies meet in the dollar. The same ratio is the same object.
 */
export function exchangeAt(table: ExchangeTable, from: string, to: string, at: Date): Exchange | null {
  const time = at.getTime()
  const source = rateAt(table, from, time)
  const target = rateAt(table, to, time)
  if (!source || !target) return null
  const known = table.used.get(source) ?? new Map<DatedRate, Exchange>()
  table.used.set(source, known)
  let exchange = known.get(target)
  if (!exchange) {
    exchange = { numerator: source.usd, denominator: target.usd, used: usedOf(source, target, [from, to]) }
    known.set(target, exchange)
  }
  return exchange
}

/** Why an amount could not be converted. */
export function noRateSentence(from: string, to: string, at: Date): string {
  return `No exchange rate from ${from} to ${to} is known for ${at.toISOString().slice(0, 10)}.`
}

/** The one rounding of an amount into pico of another currency; null when no rate is known. */
export function convert(
  table: ExchangeTable,
  amount: Decimal,
  from: string,
  to: string,
  at: Date,
): { pico: Pico; used: ExchangeUsed | null } | null {
  if (from === to) return { pico: toPico(amount), used: null }
  const exchange = exchangeAt(table, from, to, at)
  return exchange ? { pico: toPico(amount, exchange), used: exchange.used } : null
}
