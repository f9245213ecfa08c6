import { AppError } from "@/lib/errors"
import { listName } from "@/lib/pricing/provider-name"
import type { BillRow, BillTokens, LineKind, ReadBill } from "./bill"
import { BILL_TOKENS } from "./bill"
import { amountOf, countOf, currencyOf, dayOf, textOf } from "./cells"
import type { BillMapping } from "./mapping-schema"
import { columnsOf, type NamedCells, type RowAnswer, readRows } from "./read-rows"

const PARTED = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:$|[T ])/

function mappedDay(text: string, format: BillMapping["day_format"]): string | null {
  if (format === "ymd") return dayOf(text.trim().replace(/^(\d{4})[/.](\d{2})[/.](\d{2})/, "$1-$2-$3"))
  const found = PARTED.exec(text.trim())
  if (!found) return null
  const [, first = "", second = "", year] = found
  const [day, month] = format === "dmy" ? [first, second] : [second, first]
  return dayOf(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`)
}

/** A number as people write it: a sign, signs of the currency, thousands, an amount taken off in parentheses. */
function plainNumber(text: string, decimal: BillMapping["decimal"]): string {
  const bare = text.replace(/[\s\u00A0$€£¥]|^[A-Z]{3}|[A-Z]{3}$/g, "").replace("\u2212", "-")
  const signed = /^\((.*)\)$/.exec(bare)
  const number = signed ? `-${signed[1]}` : bare
  return decimal === "," ? number.replaceAll(".", "").replace(",", ".") : number.replaceAll(",", "")
}

/** Cells by what the mapping calls them. */
type Mapped = (name: keyof BillMapping["columns"]) => string

function mappedCells({ columns }: BillMapping, cells: NamedCells): Mapped {
  return (name) => {
    const column = columns[name]
    return column === undefined ? "" : cells(column.trim().toLowerCase()).trim()
  }
}

function tokensOf(mapped: Mapped, decimal: BillMapping["decimal"]): BillTokens | null {
  const tokens: BillTokens = {}
  for (const name of BILL_TOKENS) {
    const text = mapped(name)
    if (text === "") continue
    const count = countOf(plainNumber(text, decimal))
    if (count === null) return null
    tokens[name] = count
  }
  return tokens
}

function kindOf({ kinds }: BillMapping, text: string): LineKind {
  const found = Object.entries(kinds).find(([written]) => written.trim().toLowerCase() === text.toLowerCase())
  return found?.[1] ?? "usage"
}

function rowOf(mapping: BillMapping, cells: NamedCells): RowAnswer {
  const mapped = mappedCells(mapping, cells)
  const { decimal } = mapping
  const day = mappedDay(mapped("day"), mapping.day_format)
  const value = amountOf(plainNumber(mapped("amount"), decimal))
  const provider = mapped("provider") || (mapping.provider ?? "")
  const currency = currencyOf(mapped("currency") || (mapping.currency ?? ""))
  if (mapped("day") === "" && mapped("amount") === "") return null
  if (!day) return { detail: `"${textOf(mapped("day"), 40)}" is no day as the mapping has it.` }
  if (!value) return { detail: `"${textOf(mapped("amount"), 40)}" is no amount.` }
  if (provider === "") return { detail: "It names no provider." }
  if (!currency) return { detail: "It names no currency." }
  const requests = mapped("requests") === "" ? null : countOf(plainNumber(mapped("requests"), decimal))
  const tokens = tokensOf(mapped, decimal)
  if (!tokens || (requests === null && mapped("requests") !== ""))
    return { detail: "A count is no whole number." }
  const row: BillRow = {
    ...{ biller: listName(textOf(provider)), account: textOf(mapped("account")), day },
    model: textOf(mapped("model")) || null,
    kind: kindOf(mapping, mapped("kind")),
    item: textOf(mapped("item")),
    amount: { value, currency },
    ...{ requests, tokens },
  }
  const hasTokens = Object.keys(tokens).length > 0
  return { row, usageRank: hasTokens ? (requests === null ? 1 : 2) : 0 }
}

function requireColumns(text: string, { columns }: BillMapping): void {
  const there = columnsOf(text)
  const missing = Object.values(columns).filter(
    (column): column is string => column !== undefined && !there.includes(column.trim().toLowerCase()),
  )
  if (missing.length === 0) return
  const named = missing.map((column) => `"${column}"`).join(", ")
  const detail = `The file has no column ${named}. It has: ${there.slice(0, 40).join(", ").slice(0, 600)}.`
  throw new AppError("invalid", detail)
}

/** A CSV of any kind, by a mapping of its columns. Throws `invalid` where it lacks one of them. */
export function readCsv(text: string, mapping: BillMapping): Promise<ReadBill> {
  requireColumns(text, mapping)
  return readRows(text, (cells) => rowOf(mapping, cells), mapping.zone)
}
