import { BillCollector, type BillRow, type BillTokens, type ReadBill } from "./bill"
import { amountOf, countOf, currencyOf, dayOf, textOf } from "./cells"
import { fieldOf, fieldsOf, isFields, type JsonFields, type JsonText, listOf } from "./json-text"
import { likeTheOthers } from "./read-openai"

const BILLER = "anthropic"

type Result = { ok: true; row: Omit<BillRow, "day" | "account"> } | { ok: false; detail: string }

/** Amounts stand in the currency's smallest unit: `123.45` of USD is $1.2345. */
function costOf(result: JsonFields): Result {
  const cents = amountOf(fieldOf(result, "amount") ?? "")
  const currency = currencyOf(fieldOf(result, "currency") ?? "USD")
  if (!cents || !currency) return { ok: false, detail: "It has no amount with a currency." }
  const value = { digits: cents.digits, scale: cents.scale + 2 }
  const type = fieldOf(result, "cost_type")
  const model = fieldOf(result, "model")
  const item = fieldOf(result, "description") ?? fieldOf(result, "token_type") ?? type ?? ""
  return {
    ok: true,
    row: {
      biller: BILLER,
      model: model === null ? null : textOf(model),
      // Searches and sandboxes are billed by no model.
      kind: type === null || type === "tokens" ? "usage" : "fee",
      item: textOf(item),
      amount: { value, currency },
      requests: null,
      tokens: {},
    },
  }
}

function usageOf(result: JsonFields): Result {
  const count = (name: string) => countOf(fieldOf(result, name) ?? "")
  const created = fieldsOf(result, "cache_creation")
  const writes = ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"].map(
    (name) => countOf((created && fieldOf(created, name)) ?? "") ?? 0n,
  )
  const [plain, read, output] = [
    count("uncached_input_tokens"),
    count("cache_read_input_tokens"),
    count("output_tokens"),
  ]
  if (plain === null || output === null) return { ok: false, detail: "It has no counts of tokens." }
  const tokens: BillTokens = {
    input_uncached: plain,
    cache_read: read ?? 0n,
    cache_write: writes.reduce((sum, each) => sum + each, 0n),
    output,
  }
  const model = fieldOf(result, "model")
  const row = {
    biller: BILLER,
    kind: "usage" as const,
    item: "messages",
    amount: null,
    requests: null,
    tokens,
  }
  return { ok: true, row: { ...row, model: model === null ? null : textOf(model) } }
}

function bucketsOf(file: JsonText): JsonText[] {
  if (Array.isArray(file)) return file.flatMap(bucketsOf)
  if (isFields(file) && Array.isArray(file.data)) return file.data
  return [file]
}

/** The cost report and the usage report of Anthropic, in buckets of UTC. */
export function readAnthropic(file: JsonText, account: string): ReadBill {
  const bill = new BillCollector()
  for (const [at, bucket] of bucketsOf(file).entries()) {
    const day = isFields(bucket) ? dayOf(fieldOf(bucket, "starting_at") ?? "") : null
    if (!isFields(bucket) || day === null) {
      bill.refuse(at + 1, "It is no bucket with a starting_at.")
      continue
    }
    const results = listOf(bucket.results).filter(isFields)
    for (const result of results) {
      const isUsage = Object.hasOwn(result, "uncached_input_tokens")
      const read = isUsage ? usageOf(result) : costOf(result)
      if (read.ok) bill.add({ ...read.row, account, day }, isUsage ? 2 : 0)
      else bill.refuse(at + 1, `${day}: ${read.detail}`)
    }
    if (results.length === 0) bill.cover({ biller: BILLER, account, day, hasCost: false, usageRank: 0 })
  }
  return likeTheOthers(bill.done("UTC"))
}
