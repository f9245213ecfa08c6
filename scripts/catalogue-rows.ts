import {
  type ConditionalPrice,
  findProvider,
  type MatchLogic,
  type ModelInfo,
  type Provider,
} from "@pydantic/genai-prices"
import { type Decimal, formatDecimal, parseDecimal } from "@/lib/money"
import type { CatalogueFile, CatalogueRow } from "@/lib/pricing/catalogue-file"
import type { PriceConditions } from "@/lib/pricing/schema"
import { TOKEN_CLASSES } from "@/lib/providers/schema"

/** The data set the catalogue is made from and the day it was published. */
export const DATA_SET = { name: "@pydantic/genai-prices", version: "0.1.8", published: "2026-09-23" }

interface Source {
  file: string
  /** The data set's provider and the list its rows belong to. */
  from: readonly (readonly [id: string, list: string])[]
  models?: (id: string) => boolean
}

const onVertex = (id: string) => id.startsWith("claude-") || id.endsWith("-maas")

const same = (...names: string[]): Source[] => names.map((name) => ({ file: name, from: [[name, name]] }))

const HUGGING_FACE = [
  "cerebras",
  "fireworks-ai",
  "groq",
  "hyperbolic",
  "nebius",
  "novita",
  "nscale",
  "ovhcloud",
  "publicai",
  "sambanova",
  "together",
]

export const SOURCES: readonly Source[] = [
  ...same(
    "anthropic",
    "azure",
    "cerebras",
    "cloudflare",
    "cohere",
    "deepseek",
    "fireworks",
    "groq",
    "minimax",
  ),
  ...same("mistral", "novita", "openai", "openrouter", "perplexity", "together"),
  { file: "bedrock", from: [["aws", "bedrock"]] },
  { file: "gemini", from: [["google", "gemini"]], models: (id) => !onVertex(id) },
  { file: "vertex", from: [["google", "vertex"]], models: onVertex },
  { file: "glm", from: [["zai", "glm"]] },
  { file: "moonshot", from: [["moonshotai", "moonshot"]] },
  { file: "voyage", from: [["voyageai", "voyage"]] },
  { file: "xai", from: [["x-ai", "xai"]] },
  {
    file: "huggingface",
    from: HUGGING_FACE.map(
      (name) => [`huggingface_${name}`, `huggingface-${name.replace(/-ai$/, "")}`] as const,
    ),
  },
]

/** How much of a thing each of the data set's prices is for, and our names for the thing. */
const KEYS: Record<string, { per: bigint; keys: string[] }> = {
  input_mtok: { per: 1_000_000n, keys: ["input_uncached"] },
  output_mtok: { per: 1_000_000n, keys: ["output"] },
  cache_read_mtok: { per: 1_000_000n, keys: ["cache_read"] },
  cache_write_mtok: { per: 1_000_000n, keys: ["cache_write_5m"] },
  cache_write_1h_mtok: { per: 1_000_000n, keys: ["cache_write_1h"] },
  input_audio_mtok: { per: 1_000_000n, keys: ["audio_in"] },
  cache_audio_read_mtok: { per: 1_000_000n, keys: ["cached_audio"] },
  output_audio_mtok: { per: 1_000_000n, keys: ["audio_out"] },
  input_image_mtok: { per: 1_000_000n, keys: ["image_in"] },
  cache_image_read_mtok: { per: 1_000_000n, keys: ["cached_image"] },
  output_image_mtok: { per: 1_000_000n, keys: ["image_out"] },
  input_video_mtok: { per: 1_000_000n, keys: ["video_in"] },
  output_video_mtok: { per: 1_000_000n, keys: ["video_out"] },
  output_reasoning_mtok: { per: 1_000_000n, keys: ["reasoning"] },
  output_citation_mtok: { per: 1_000_000n, keys: ["citation_tokens"] },
  requests_kcount: { per: 1_000n, keys: ["request"] },
  web_searches_kcount: { per: 1_000n, keys: ["web_search_requests"] },
  storage_searches_kcount: { per: 1_000n, keys: ["file_search_calls"] },
  input_text_messages_kcount: { per: 1_000n, keys: ["text_messages"] },
  input_document_kpages: { per: 1_000n, keys: ["pages"] },
  input_annotated_document_kpages: { per: 1_000n, keys: ["annotated_pages"] },
  audio_hours: { per: 3_600n, keys: ["seconds", "audio_seconds"] },
  input_audio_hours: { per: 3_600n, keys: ["seconds", "audio_seconds"] },
}

/** Lists whose cache writes come without a lifetime. */
const UNSTATED_WRITES: ReadonlySet<string> = new Set(["openai", "azure", "openrouter"])

/** Where a rate per second does not end, the digit at which it is cut: far below any amount's last. */
const LONGEST = 30

/** A float of the data set per `per` things, as the decimal its shortest print says, per one thing. */
export function ratePerOne(price: number, per: bigint): string {
  const { digits, scale } = parseDecimal(String(price))
  let rest = per
  let value: Decimal = { digits, scale }
  while (rest % 10n === 0n) {
    rest /= 10n
    value = { digits: value.digits, scale: value.scale + 1 }
  }
  if (rest === 1n) return formatDecimal(value)
  const shift = LONGEST - value.scale
  const cut = (value.digits * 10n ** BigInt(shift) * 2n + rest) / (rest * 2n)
  return formatDecimal({ digits: cut, scale: LONGEST })
}

const NOT_SPEECH = "^(?!.*-[tT][tT][sS](?:$|-))"

/** A regular expression of the data set as patterns; it uses only digits in fixed places. */
function patternsOf(regex: string): string[] {
  if (regex === NOT_SPEECH) return ["!*-tts", "!*-tts-*"]
  const text = regex
    .replace(/^\^/, "")
    .replace(/\\d(?:\{(\d+)\})?/g, (_, count: string | undefined) => "#".repeat(Number(count ?? 1)))
    .replace(/\\([.[\]])/g, "$1")
  const open = !text.endsWith("$")
  const pattern = `${text.replace(/\$$/, "")}${open ? "*" : ""}`
  if (!regex.startsWith("^") || /[\\^$()+?{}|]/.test(pattern))
    throw new Error(`Cannot read the pattern ${regex}.`)
  return [pattern]
}

export function modelsOf(match: MatchLogic): string[] {
  if ("equals" in match) return [match.equals.toLowerCase()]
  if ("starts_with" in match) return [`${match.starts_with.toLowerCase()}*`]
  if ("ends_with" in match) return [`*${match.ends_with.toLowerCase()}`]
  if ("contains" in match) return [`*${match.contains.toLowerCase()}*`]
  if ("regex" in match) return patternsOf(match.regex)
  if ("or" in match) return [...new Set(match.or.flatMap(modelsOf))]
  const parts = match.and.flatMap(modelsOf)
  if (parts.filter((part) => !part.startsWith("!")).length !== 1)
    throw new Error("Cannot read a conjunction of names.")
  return parts
}

/** Models without any price that are known to cost nothing; others without one are left out. */
function isFree(list: string, model: ModelInfo): boolean {
  if (model.id.endsWith(":free")) return true
  return (
    (list === "gemini" && model.id.startsWith("gemma-")) || (list === "openai" && model.id === "moderation")
  )
}

type Prices = ConditionalPrice["prices"]

/** Input totals at which a price changes: the last that still has the lower one. */
function cliffsOf(prices: Prices): number[] {
  const starts = Object.values(prices).flatMap((price) =>
    typeof price === "object" ? price.tiers.map(({ start }) => start) : [],
  )
  return [...new Set(starts)].sort((a, b) => a - b)
}

/** The rates for an input total just above `above`; a tier holds for totals greater than its start. */
function ratesAt(list: string, prices: Prices, above: number): Record<string, string> {
  const rates: Record<string, string> = {}
  for (const [key, price] of Object.entries(prices)) {
    const known = KEYS[key]
    if (price === undefined) continue
    if (!known) throw new Error(`Nothing is known of the price ${key} in ${list}.`)
    const value =
      typeof price === "number"
        ? price
        : (price.tiers.findLast(({ start }) => start <= above)?.price ?? price.base)
    for (const name of known.keys) {
      const unstated = name === "cache_write_5m" && UNSTATED_WRITES.has(list)
      rates[unstated ? "cache_write_other" : name] = ratePerOne(value, known.per)
    }
  }
  return rates
}

interface Window {
  from?: string
  to?: string
  when?: PriceConditions
  prices: Prices
}

const clock = (time: string) => {
  const match = /^(\d\d:\d\d):00Z$/.exec(time)
  if (!match?.[1]) throw new Error(`Cannot read the time of day ${time}.`)
  return match[1]
}

/**
 * The data set tries its prices from last to first and falls back to the first. Dates follow one
 * another, so each price ends where the next begins; a time of day narrows the first price. Both at
 * once cannot be said there, and such a model needs an overlay.
 */
function windowsOf(list: string, model: ModelInfo): Window[] {
  if (!Array.isArray(model.prices)) return [{ prices: model.prices }]
  const [first, ...later] = model.prices
  if (!first || first.constraint) throw new Error(`${list}/${model.id} has no first price.`)
  const dated = later.filter(({ constraint }) => constraint?.type === "start_date")
  const daily = later.filter(({ constraint }) => constraint?.type === "time_of_date")
  if (dated.length > 0 && daily.length > 0)
    throw new Error(`${list}/${model.id} mixes dates and hours: it needs an overlay.`)
  if (dated.length + daily.length !== later.length)
    throw new Error(`${list}/${model.id} has two unconditional prices.`)
  const starts = dated.map(({ constraint }) =>
    constraint?.type === "start_date" ? `${constraint.start_date}T00:00:00Z` : "",
  )
  if (starts.join() !== [...starts].sort().join())
    throw new Error(`${list}/${model.id} has its dates out of order.`)
  const dates = [first, ...dated].map(
    ({ prices }, index): Window => ({
      ...(index > 0 ? { from: starts[index - 1] ?? "" } : {}),
      ...(index < starts.length ? { to: starts[index] ?? "" } : {}),
      prices,
    }),
  )
  const hours = daily.map(({ constraint, prices }): Window => {
    if (constraint?.type !== "time_of_date") throw new Error("unreachable")
    const utcHours = [{ from: clock(constraint.start_time), to: clock(constraint.end_time) }]
    return { when: { utcHours }, prices }
  })
  return [...dates, ...hours]
}

function idOf(model: string, { from, when }: Window, bounds: PriceConditions): string {
  const hours = when?.utcHours?.map((window) => `;${window.from}-${window.to}`).join("") ?? ""
  const { minInputTokens: least, maxInputTokens: most } = bounds
  const length = least === undefined ? (most === undefined ? "" : `;input<=${most}`) : `;input>=${least}`
  return `${model.toLowerCase()}${from ? `@${from.slice(0, 10)}` : ""}${hours}${length}`
}

function rowsOf(
  list: string,
  model: ModelInfo,
  provider: Partial<Pick<CatalogueRow, "provider">>,
): CatalogueRow[] {
  const models = modelsOf(model.match)
  return windowsOf(list, model).flatMap((window) => {
    const { prices, when, ...dates } = window
    if (Object.keys(prices).length === 0) {
      if (!isFree(list, model)) return []
      const rates = Object.fromEntries(TOKEN_CLASSES.map((key) => [key, "0"]))
      return [{ id: idOf(model.id, window, {}), ...provider, models, ...dates, rates }]
    }
    const cliffs = cliffsOf(prices)
    return [-1, ...cliffs].map((above, index) => {
      const next = cliffs[index]
      const bounds: PriceConditions = {
        ...(above < 0 ? {} : { minInputTokens: above + 1 }),
        ...(next === undefined ? {} : { maxInputTokens: next }),
      }
      const conditions = { ...when, ...bounds }
      const said = Object.keys(conditions).length > 0 ? { when: conditions } : {}
      return {
        id: idOf(model.id, window, bounds),
        ...provider,
        models,
        ...dates,
        ...said,
        rates: ratesAt(list, prices, above),
      }
    })
  })
}

function providerData(id: string): Provider {
  const found = findProvider({ providerId: id })
  if (found?.id !== id) throw new Error(`The data set has no provider ${id}.`)
  return found
}

const byId = (a: CatalogueRow, b: CatalogueRow) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** The file of a source without the models that an overlay of the same list replaces. */
export function generateFile(source: Source, replaced: ReadonlySet<string>): CatalogueFile {
  const [[, provider] = ["", source.file]] = source.from
  const several = source.from.length > 1
  const url = providerData(source.from[0]?.[0] ?? "").pricing_urls?.[0]
  const rows = source.from.flatMap(([id, list]) =>
    providerData(id)
      .models.filter((model) => source.models?.(model.id) ?? true)
      .filter((model) => !replaced.has("*") && !replaced.has(model.id.toLowerCase()))
      .flatMap((model) => rowsOf(list, model, several ? { provider: list } : {}))
      .sort(byId),
  )
  return {
    provider: several ? source.file : provider,
    currency: "USD",
    source: `${DATA_SET.name} ${DATA_SET.version}`,
    ...(url ? { sourceUrl: url } : {}),
    asOf: DATA_SET.published,
    when: { serviceTier: "standard" },
    rows,
  }
}
