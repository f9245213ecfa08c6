import { AppError } from "@/lib/errors"
import { type Decimal, formatDecimal, parseDecimal } from "@/lib/money"
import { type LineItem, TOKEN_CLASSES, type TokenClass } from "@/lib/providers/schema"
import type { PricedPart, PriceRow } from "./schema"

/** A row's rates over one power of ten, so that parts add up as whole numbers. */
export interface CompiledRates {
  scale: number
  /** Rate × 10^scale; a class without a rate of its own has the one it falls back to. */
  classes: Record<TokenClass, bigint | null>
  /** Sub-counts with a price of their own, and pieces. */
  other: ReadonlyMap<string, bigint>
  perRequest: bigint | null
}

/** One part of an item: `amount` = quantity × rate, over 10^scale of `scale`. */
export interface RatedPart {
  key: string
  quantity: number
  rate: bigint
  amount: bigint
  scale: number
}

export interface RatedItem {
  parts: RatedPart[]
  amount: Decimal
  /** A class with tokens that no rate is known for; the item then has no price. */
  missing: TokenClass | null
}

function scaled(value: Decimal, scale: number): bigint {
  return value.digits * 10n ** BigInt(scale - value.scale)
}

const isClass = (key: string): key is TokenClass => (TOKEN_CLASSES as readonly string[]).includes(key)

/**
 * Reads a row's rates. A class without its own rate: a cache read costs what uncached input costs
 * (no discount is published); a cache write does so too where the row has no write fee at all, and
 * one of unstated lifetime costs what a five-minute write costs. A lifetime that is merely missing
 * among others, and anything else without a rate, stays unknown.
 */
export function compileRates(row: PriceRow): CompiledRates {
  const own = new Map<string, Decimal>()
  for (const [key, text] of Object.entries(row.rates)) {
    if (text === undefined) continue
    const rate = parseDecimal(text)
    if (rate.digits < 0n) throw new AppError("invalid", `Price row ${row.id} has a negative rate for ${key}.`)
    own.set(key, rate)
  }
  const scale = Math.max(0, ...[...own.values()].map((rate) => rate.scale))
  const of = (key: string) => {
    const rate = own.get(key)
    return rate ? scaled(rate, scale) : null
  }
  const input = of("input_uncached")
  const short = of("cache_write_5m")
  const long = of("cache_write_1h")
  const unstated = of("cache_write_other")
  const noWriteFee = short === null && long === null && unstated === null
  const other = new Map<string, bigint>()
  for (const [key, rate] of own) if (!isClass(key) && key !== "request") other.set(key, scaled(rate, scale))
  return {
    scale,
    classes: {
      input_uncached: input,
      cache_read: of("cache_read") ?? input,
      cache_write_5m: short ?? unstated ?? (noWriteFee ? input : null),
      cache_write_1h: long ?? (noWriteFee ? input : null),
      cache_write_other: unstated ?? short ?? (noWriteFee ? input : null),
      output: of("output"),
    },
    other,
    perRequest: of("request"),
  }
}

/** Sub-counts that take tokens out of a class when they have a rate of their own, in this order. */
const CARVED: readonly [TokenClass, readonly string[]][] = [
  ["cache_read", ["cached_audio", "cached_video"]],
  ["input_uncached", ["audio_in", "image_in", "video_in", "document_in", "tool_use_prompt"]],
  ["output", ["reasoning", "audio_out", "image_out"]],
]

const CACHED: Record<string, "cached_audio" | "cached_video"> = {
  audio_in: "cached_audio",
  video_in: "cached_video",
}

/** Tokens of a sub-count that lie in the class itself: of audio and video input, what was not cached. */
function carvedTokens(item: LineItem, key: string): number {
  const subCounts: Record<string, number | undefined> = item.ofWhich
  const cached = CACHED[key]
  return Math.max(0, (subCounts[key] ?? 0) - (cached ? (item.ofWhich[cached] ?? 0) : 0))
}

/** Multiplies an item out: tokens × rate per class and sub-count, pieces that have a rate, the request itself. */
export function rateItem(rates: CompiledRates, item: LineItem): RatedItem {
  const parts: RatedPart[] = []
  const left = { ...item.classes }
  let missing: TokenClass | null = null
  const { scale } = rates
  const put = (key: string, quantity: number, rate: bigint) => {
    const amount = rate * BigInt(quantity)
    parts.push({ key, quantity, rate, amount, scale })
  }
  if (rates.other.size > 0) {
    for (const [parent, keys] of CARVED) {
      for (const key of keys) {
        const rate = rates.other.get(key)
        const tokens = rate === undefined ? 0 : Math.min(carvedTokens(item, key), left[parent])
        if (rate === undefined || tokens === 0) continue
        left[parent] -= tokens
        put(key, tokens, rate)
      }
    }
  }
  for (const key of TOKEN_CLASSES) {
    const rate = rates.classes[key]
    if (left[key] === 0) continue
    if (rate === null) missing ??= key
    else put(key, left[key], rate)
  }
  if (rates.perRequest !== null && item.kind === "message") put("request", 1, rates.perRequest)
  for (const [key, quantity] of Object.entries(item.counts)) {
    const rate = rates.other.get(key)
    if (rate === undefined || quantity === 0) continue
    if (Number.isSafeInteger(quantity)) put(key, quantity, rate)
    else {
      const size = parseDecimal(String(quantity))
      parts.push({ key, quantity, rate, amount: rate * size.digits, scale: scale + size.scale })
    }
  }
  return { parts, amount: sum(parts, scale), missing }
}

function sum(parts: readonly RatedPart[], scale: number): Decimal {
  let widest = scale
  for (const part of parts) if (part.scale > widest) widest = part.scale
  let digits = 0n
  for (const part of parts) {
    digits += part.scale === widest ? part.amount : part.amount * 10n ** BigInt(widest - part.scale)
  }
  return { digits, scale: widest }
}

/** Parts as decimal strings, for a screen. */
export function pricedParts(parts: readonly RatedPart[], scale: number): PricedPart[] {
  return parts.map((part) => ({
    key: part.key,
    quantity: part.quantity,
    rate: formatDecimal({ digits: part.rate, scale }),
    amount: formatDecimal({ digits: part.amount, scale: part.scale }),
  }))
}
