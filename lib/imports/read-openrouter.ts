import type { Decimal } from "@/lib/money"
import { BillCollector, type BillRow, type BillTokens, type ReadBill } from "./bill"
import { amountOf, countOf, dayOf, textOf } from "./cells"
import { fieldOf, isFields, type JsonFields, type JsonText } from "./json-text"
import { type NamedCells, type RowAnswer, readRows } from "./read-rows"

const BILLER = "openrouter"
const CURRENCY = "USD"

type Answer = { ok: true; row: BillRow } | { ok: false; detail: string }

/** A day of one model and endpoint. What own keys cost elsewhere (`byok_usage_inference`) is billed by others. */
function activityOf(item: JsonFields, account: string): Answer {
  const day = dayOf(fieldOf(item, "date") ?? "")
  const value = amountOf(fieldOf(item, "usage") ?? "")
  const model = fieldOf(item, "model_permaslug") ?? fieldOf(item, "model")
  if (!day || !value || !model) return { ok: false, detail: "It lacks date, usage or model." }
  const count = (name: string) => countOf(fieldOf(item, name) ?? "")
  const [input, output] = [count("prompt_tokens"), count("completion_tokens")]
  const tokens: BillTokens = {
    ...(input === null ? {} : { input }),
    ...(output === null ? {} : { output }),
  }
  const row = { biller: BILLER, account, day, kind: "usage" as const, item: "activity" }
  const amount = { value, currency: CURRENCY }
  return { ok: true, row: { ...row, model: textOf(model), amount, requests: count("requests"), tokens } }
}

/** `/api/v1/activity`: completed days of UTC by model and endpoint. */
export function readOpenRouter(file: JsonText, account: string): ReadBill {
  const bill = new BillCollector()
  const items = Array.isArray(file) ? file : isFields(file) && Array.isArray(file.data) ? file.data : [file]
  for (const [at, item] of items.entries()) {
    const read: Answer = isFields(item)
      ? activityOf(item, account)
      : { ok: false, detail: "It is no object." }
    if (read.ok) bill.add(read.row, 2)
    else bill.refuse(at + 1, read.detail)
  }
  return bill.done("UTC")
}

/** Columns of its export that hold a cost beside the total are parts of the total, not more of it. */
const TOTAL = ["cost_total", "cost", "usage"] as const

function totalOf(cells: NamedCells): Decimal | null {
  for (const name of TOTAL) {
    const text = cells(name)
    if (text !== "") return amountOf(text)
  }
  return null
}

function tokensOf(cells: NamedCells): BillTokens | null {
  const [prompt, cached, output] = ["tokens_prompt", "tokens_cached", "tokens_completion"].map((name) =>
    countOf(cells(name)),
  )
  const out = output === null || output === undefined ? {} : { output }
  if (prompt === null || prompt === undefined) return out
  if (cached === null || cached === undefined) return { input: prompt, ...out }
  return cached > prompt ? null : { input_uncached: prompt - cached, cache_read: cached, ...out }
}

function generationOf(cells: NamedCells, account: string): RowAnswer {
  const day = dayOf(cells("created_at") || cells("date"))
  const value = totalOf(cells)
  const model = textOf(cells("model_permaslug") || cells("model"))
  if (!day) return { detail: "It has no created_at." }
  if (!value) return { detail: "It has no cost_total." }
  if (model === "") return { detail: "It names no model." }
  const tokens = tokensOf(cells)
  if (!tokens) return { detail: "More of its tokens are cached than there are." }
  const row: BillRow = {
    ...{ biller: BILLER, account, day, model, kind: "usage", item: "generations" },
    amount: { value, currency: CURRENCY },
    requests: countOf(cells("requests")) ?? 1n,
    tokens,
  }
  return { row, usageRank: 2 }
}

/** The activity export, one row for each generation. */
export function readOpenRouterCsv(text: string, account: string): Promise<ReadBill> {
  return readRows(text, (cells) => generationOf(cells, account))
}
