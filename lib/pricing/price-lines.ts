import { formatDecimal, parseDecimal } from "@/lib/money"
import { currencySign } from "@/lib/money-format"
import { formatDate } from "@/lib/time-format"
import type { PriceConditions, PriceRow } from "./schema"

/** A price row in words, ready to print. */
export interface PriceLine {
  id: string
  provider: string
  models: string
  conditions: string
  /** `Input $2.50, output $10.00 per M tokens`. */
  rates: string
  dates: string
  inForce: "now" | "later" | "past"
  kind: "List" | "Own rates" | "Own percentage"
  source: string
  sourceUrl: string | null
}

const KEY_WORDS: Record<string, string> = {
  input_uncached: "input",
  cache_read: "cache read",
  cache_write_5m: "cache write 5 min",
  cache_write_1h: "cache write 1 h",
  cache_write_other: "cache write",
  output: "output",
}

const DAYS = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

/** A rate per million: the point moves, every digit stays, two decimals at least. */
function perMillion(rate: string): string {
  const { digits, scale } = parseDecimal(rate)
  const text = formatDecimal({ digits: digits * 1_000_000n, scale })
  const [whole = "0", fraction = ""] = text.split(".")
  return `${whole}.${fraction.padEnd(2, "0")}`
}

function ratesWords({ rates, relative, currency }: PriceRow): string {
  if (relative) {
    const { percent } = relative
    if (Number(percent) === 0) return "The list price"
    return percent.startsWith("-")
      ? `${percent.slice(1)}% below list`
      : `${percent.replace("+", "")}% above list`
  }
  const sign = currencySign(currency)
  const tokens = Object.entries(KEY_WORDS).flatMap(([key, word]) => {
    const rate = rates[key]
    return rate === undefined ? [] : [`${word} ${sign}${perMillion(rate)}`]
  })
  const pieces = Object.entries(rates).flatMap(([key, rate]) =>
    rate === undefined || key in KEY_WORDS ? [] : [`${key.replaceAll("_", " ")} ${sign}${rate}`],
  )
  return [...(tokens.length > 0 ? [`${tokens.join(", ")} per M`] : []), ...pieces].join("; ")
}

/** `batch tier; from 200,001 input tokens; 16:30–00:30 UTC on Mon to Fri`. */
export function conditionWords(when: PriceConditions): string {
  const count = (tokens: number) => tokens.toLocaleString("en")
  const words: string[] = []
  if (when.serviceTier) words.push(`${when.serviceTier} tier`)
  if (when.region) words.push(`region ${when.region}`)
  if (when.speed) words.push(`${when.speed} speed`)
  if (when.thinking !== undefined) words.push(when.thinking ? "thinking" : "not thinking")
  if (when.cacheWrite) words.push("writing to the cache")
  if (when.minInputTokens) words.push(`from ${count(when.minInputTokens)} input tokens`)
  if (when.maxInputTokens !== undefined) words.push(`up to ${count(when.maxInputTokens)} input tokens`)
  if (when.minOutputTokens) words.push(`from ${count(when.minOutputTokens)} output tokens`)
  if (when.maxOutputTokens !== undefined) words.push(`up to ${count(when.maxOutputTokens)} output tokens`)
  if (when.utcHours) words.push(`${when.utcHours.map(({ from, to }) => `${from}–${to}`).join(", ")} UTC`)
  if (when.weekdays) words.push(`on ${when.weekdays.map((day) => DAYS[day]).join(", ")}`)
  return words.join("; ")
}

function datesWords({ effectiveFrom, effectiveTo }: PriceRow, zone: string): string {
  const day = (text: string) => formatDate(new Date(text), zone)
  if (effectiveFrom === null) return effectiveTo === null ? "always" : `until ${day(effectiveTo)}`
  return effectiveTo === null
    ? `from ${day(effectiveFrom)}`
    : `${day(effectiveFrom)} until ${day(effectiveTo)}`
}

function inForce({ effectiveFrom, effectiveTo }: PriceRow, now: Date): PriceLine["inForce"] {
  if (effectiveTo !== null && Date.parse(effectiveTo) <= now.getTime()) return "past"
  return effectiveFrom !== null && Date.parse(effectiveFrom) > now.getTime() ? "later" : "now"
}

export function toPriceLine(row: PriceRow, zone: string, now: Date): PriceLine {
  return {
    id: row.id,
    provider: row.provider,
    models: row.kind === "tools" ? "tools of any model" : row.models.join(", "),
    conditions: conditionWords(row.conditions),
    rates: ratesWords(row),
    dates: datesWords(row, zone),
    inForce: inForce(row, now),
    kind: row.layer === "catalogue" ? "List" : row.relative ? "Own percentage" : "Own rates",
    source: row.source,
    sourceUrl: row.sourceUrl ?? null,
  }
}

export interface PriceSearch {
  /** Part of a model's, provider's or row's name. */
  text: string
  provider: string | null
  /** Rows whose time is over as well. */
  past: boolean
}

/** The rows that a search finds: those in force first by provider and model, the newest of a model first. */
export function findPrices(rows: readonly PriceRow[], search: PriceSearch, now: Date): PriceRow[] {
  const text = search.text.trim().toLowerCase()
  return rows
    .filter((row) => search.provider === null || row.provider === search.provider)
    .filter((row) => search.past || inForce(row, now) !== "past")
    .filter(
      (row) =>
        text === "" ||
        row.provider.includes(text) ||
        row.id.toLowerCase().includes(text) ||
        row.models.some((model) => model.toLowerCase().includes(text)),
    )
    .sort(
      (a, b) =>
        a.provider.localeCompare(b.provider) ||
        (a.models[0] ?? "").localeCompare(b.models[0] ?? "", "en", { numeric: true }) ||
        (b.effectiveFrom ?? "").localeCompare(a.effectiveFrom ?? ""),
    )
}
