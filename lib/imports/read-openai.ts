import { providerOfModel } from "@/lib/providers/registry"
import { serviceTierOf } from "@/lib/providers/service-tier"
import { BillCollector, type BillRow, type BillTokens, type LineKind, type ReadBill } from "./bill"
import { amountOf, countOf, currencyOf, textOf } from "./cells"
import { fieldOf, fieldsOf, isFields, type JsonFields, type JsonText, listOf } from "./json-text"

const BILLER = "openai"

/** What a line item is called beside the model: the class of its tokens. */
const CLASSES: readonly (readonly [RegExp, keyof BillTokens])[] = [
  [/cache.*(?:write|creation)|write.*cache/, "cache_write"],
  [/cache/, "cache_read"],
  [/output/, "output"],
  [/input/, "input_uncached"],
]

const KINDS: readonly (readonly [RegExp, LineKind])[] = [
  [/\b(?:tax|vat|gst)\b/, "tax"],
  [/\b(?:credits?|grants?|discounts?|refunds?)\b/, "credit"],
  [/\badjustments?\b/, "adjustment"],
]

interface Item {
  model: string | null
  /** In the price book's words; null where it names none. */
  tier: string | null
  kind: LineKind
  tokens: keyof BillTokens | null
}

const TIER = /\b(batch|flex|priority|scale|fast)\b/
/** What may stand between a model and its class: how it was asked for, and what its tokens are of. */
const BESIDE = /^(?:batch|flex|priority|scale|fast|standard|default|api|text|image|audio|video|fine-tuned)$/

/** `evals | …` says through which door; the rest is the same. */
const withoutDoor = (text: string) => (text.split(" | ").at(-1) ?? text).trim()

/** The model that begins a name, if all that follows only says how it was asked for. */
function modelOf(name: string, hasClass: boolean): string | null {
  const [model = "", ...beside] = name.split(/[\s()[\]]+/).filter((word) => word !== "")
  if (model === "" || !beside.every((word) => BESIDE.test(word.toLowerCase()))) return null
  const isBare = beside.length === 0 && hasClass
  return isBare || providerOfModel(model) !== null ? model : null
}

/**
 * `gpt-5-mini-2025-08-07 batch, cached input` is a class of a model's tokens in a tier; what names no model is a fee for
 * something else.
 */
export function readLineItem(text: string): Item {
  const words = text.toLowerCase()
  const kind = KINDS.find(([pattern]) => pattern.test(words))?.[1]
  if (kind) return { model: null, tier: null, kind, tokens: null }
  const named = withoutDoor(text)
  const comma = named.lastIndexOf(", ")
  const name = comma > 0 ? named.slice(0, comma) : named
  const rest = (comma > 0 ? named.slice(comma + 2) : named).toLowerCase()
  const tokens = CLASSES.find(([pattern]) => pattern.test(rest))?.[1] ?? null
  const model = modelOf(name, comma > 0)
  if (model === null) return { model, tier: null, kind: tokens === null ? "fee" : "usage", tokens }
  const tier = serviceTierOf(TIER.exec(words.replace(model.toLowerCase(), ""))?.[1])
  return { model, tier, kind: "usage", tokens: comma > 0 ? tokens : null }
}

type Result = { ok: true; row: Omit<BillRow, "day" | "account"> } | { ok: false; detail: string }

function costOf(result: JsonFields): Result {
  const amount = fieldsOf(result, "amount")
  const value = amountOf((amount && fieldOf(amount, "value")) ?? "")
  const currency = currencyOf((amount && fieldOf(amount, "currency")) ?? "")
  if (!value || !currency) return { ok: false, detail: "It has no amount with a currency." }
  const name = fieldOf(result, "line_item")
  const item: Item =
    name === null ? { model: null, tier: null, kind: "usage", tokens: null } : readLineItem(name)
  const unit = fieldOf(result, "quantity_unit")
  const quantity = unit === null || unit === "tokens" ? countOf(fieldOf(result, "quantity") ?? "") : null
  const tokens = item.tokens !== null && quantity !== null ? { [item.tokens]: quantity } : {}
  const text = name === null ? "" : textOf(name)
  const row = { biller: BILLER, item: text, amount: { value, currency }, requests: null, tokens }
  const tier = item.tier === null ? {} : { tier: item.tier }
  return { ok: true, row: { ...row, ...tier, kind: item.kind, model: item.model } }
}

function inputOf(result: JsonFields): BillTokens | null {
  const count = (name: string) => countOf(fieldOf(result, name) ?? "")
  const whole = count("input_tokens")
  const cached = count("input_cached_tokens")
  const written = count("input_cache_write_tokens") ?? 0n
  const plain = count("input_uncached_tokens")
  if (plain !== null) return { input_uncached: plain, cache_read: cached ?? 0n, cache_write: written }
  if (whole === null) return {}
  if (cached === null) return { input: whole }
  const rest = whole - cached - written
  return rest < 0n ? null : { input_uncached: rest, cache_read: cached, cache_write: written }
}

function usageOf(result: JsonFields, object: string): Result {
  const input = inputOf(result)
  if (!input) return { ok: false, detail: "More of its input is cached than there is." }
  const output = countOf(fieldOf(result, "output_tokens") ?? "")
  const tokens = output === null ? input : { ...input, output }
  const model = fieldOf(result, "model")
  const requests =
    countOf(fieldOf(result, "num_model_requests") ?? "") ?? countOf(fieldOf(result, "num_requests") ?? "")
  const item = object.replace(/^organization\.usage\.|\.result$/g, "").replaceAll("_", " ")
  const named = result.batch === true ? "batch" : serviceTierOf(fieldOf(result, "service_tier"))
  const tier = named === null || named === "standard" ? {} : { tier: named }
  const row = { biller: BILLER, kind: "usage" as const, amount: null, requests, tokens, ...tier }
  return { ok: true, row: { ...row, item: textOf(item), model: model === null ? null : textOf(model) } }
}

function readResult(result: JsonFields): Result {
  const object = fieldOf(result, "object") ?? ""
  if (object === "organization.costs.result") return costOf(result)
  if (/^organization\.usage\.\w+\.result$/.test(object)) return usageOf(result, object)
  return { ok: false, detail: `"${textOf(object, 60)}" is no result of the costs or the usage API.` }
}

/** Pages of the API, or what was put together from them. */
function bucketsOf(file: JsonText): JsonText[] {
  if (Array.isArray(file)) return file.flatMap(bucketsOf)
  if (isFields(file) && Array.isArray(file.data)) return file.data
  return [file]
}

const dayOfSeconds = (seconds: bigint | null) =>
  seconds === null || seconds > 4_102_444_800n
    ? null
    : new Date(Number(seconds) * 1000).toISOString().slice(0, 10)

/** The costs and the usage API of OpenAI, in daily buckets or shorter ones, of UTC. */
export function readOpenAi(file: JsonText, account: string): ReadBill {
  const bill = new BillCollector()
  for (const [at, bucket] of bucketsOf(file).entries()) {
    const day = isFields(bucket) ? dayOfSeconds(countOf(fieldOf(bucket, "start_time") ?? "")) : null
    if (!isFields(bucket) || day === null) {
      bill.refuse(at + 1, "It is no bucket with a start_time.")
      continue
    }
    const results = listOf(bucket.results).filter(isFields)
    // A bucket without results says that nothing was billed; of which kind the others of the file tell.
    for (const result of results) {
      const read = readResult(result)
      if (!read.ok) bill.refuse(at + 1, `${day}: ${read.detail}`)
      else bill.add({ ...read.row, account, day }, rankOf(read.row))
    }
    if (results.length === 0) bill.cover({ biller: BILLER, account, day, hasCost: false, usageRank: 0 })
  }
  return likeTheOthers(bill.done("UTC"))
}

function rankOf({ amount, tokens }: Pick<BillRow, "amount" | "tokens">) {
  if (amount === null) return 2
  return Object.keys(tokens).length > 0 ? 1 : 0
}

/** Empty days of a report of costs are days that cost nothing, of one of usage days without any. */
export function likeTheOthers(bill: ReadBill): ReadBill {
  const hasCost = bill.days.some((day) => day.hasCost)
  const isUsage = bill.days.some((day) => day.usageRank === 2)
  const days = bill.days.map((day) => {
    if (day.hasCost || day.usageRank > 0) return day
    return { ...day, hasCost, usageRank: isUsage ? (2 as const) : (0 as const) }
  })
  return { ...bill, days }
}
