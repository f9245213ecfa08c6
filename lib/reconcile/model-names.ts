import type { PriceBook } from "@/lib/pricing/book"
import { modelNames } from "@/lib/pricing/model-name"
import { resolve } from "@/lib/pricing/resolve"
import { providerOfModel } from "@/lib/providers/registry"

const DAY_OF_YEAR = /(?<!-20\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?=$|[:@-])/
const BEDROCK_VENDOR = /^(?:[a-z0-9]+\.)(?=[a-z])/
const BEDROCK_VERSION = /-v\d+(?::\d+)?(?::\d+k)?$/

/** One way to write a name: `Claude Sonnet 4.5` and `grok-4-07-09` as `claude-sonnet-4-5` and `grok-4-0709`. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_]+/g, "-")
    .replace(/(?<=\d)\.(?=\d)/g, "-")
    .replace(DAY_OF_YEAR, "-$1$2")
}

const vendorOf = (model: string) => {
  const slash = model.lastIndexOf("/")
  return slash > 0 && !/(?:^|\/)models\//.test(model) ? model.slice(0, slash).toLowerCase() : null
}

/** What a model may be called, closest first. */
function spellings(biller: string, model: string): string[] {
  const written = model.trim().replace(/\s+/g, "-")
  const names = modelNames(biller, written).map(plain)
  if (biller === "bedrock") {
    names.push(...names.map((name) => name.replace(BEDROCK_VENDOR, "").replace(BEDROCK_VERSION, "")))
    names.push(...names.flatMap((name) => modelNames("anthropic", name).map(plain)))
  }
  const bare = names.map((name) => name.slice(name.lastIndexOf("/") + 1))
  return [...new Set([...names, ...bare])]
}

/** Ids of the price book's rows for a model; none where the book does not know it. */
export type RowsOf = (biller: string, model: string) => readonly string[]

export function rowsOfBook(book: PriceBook): RowsOf {
  return (biller, model) => {
    const provider = providerOfModel(model) ?? biller
    const { rows } = resolve(book, { route: biller, provider, model, region: null })
    // A row for whatever is sold tells nothing of which model it is.
    return rows.flatMap(({ row }) => (row.models.includes("*") ? [] : row.id))
  }
}

/** A model under all of its names that were met. */
interface Group {
  name: string
  /** Whose model it is, where a name says it. */
  vendor: string | null
  /** Rows of the price book that all of its names have in common; null where it knows none of them. */
  rows: readonly string[] | null
}

/**
 * One name for the spellings of a model: `gpt-5-mini-2025-08-07` of a bill is `gpt-5-mini` of an application. What the
 * price book has as two models stays two, however alike their names are.
 */
export class ModelNames {
  readonly #groups = new Map<string, Group[]>()
  readonly #known = new Map<string, string>()
  readonly #rowsOf: RowsOf

  constructor(rowsOf: RowsOf) {
    this.#rowsOf = rowsOf
  }

  /** Names that are given first are those that stay: first the ledger's, then the bill's. */
  nameOf(biller: string, model: string): string {
    const key = `${biller} ${model}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const found = this.#rowsOf(biller, model)
    const one: Group = { name: model, vendor: vendorOf(model), rows: found.length > 0 ? found : null }
    const keys = spellings(biller, model).map((name) => `${biller} ${name}`)
    const group = this.#met(keys, one) ?? one
    for (const each of keys) {
      const groups = this.#groups.get(each) ?? []
      if (!groups.includes(group)) this.#groups.set(each, [...groups, group])
    }
    this.#known.set(key, group.name)
    return group.name
  }

  /** The group that the name belongs to, which then knows what the name tells. */
  #met(keys: readonly string[], one: Group): Group | null {
    for (const key of keys) {
      for (const group of this.#groups.get(key) ?? []) {
        const rows = inCommon(group.rows, one.rows)
        const isOther = group.vendor !== null && one.vendor !== null && group.vendor !== one.vendor
        if (isOther || rows?.length === 0) continue
        group.rows = rows
        group.vendor ??= one.vendor
        return group
      }
    }
    return null
  }
}

function inCommon(a: Group["rows"], b: Group["rows"]): Group["rows"] {
  if (a === null || b === null) return a ?? b
  return a.filter((id) => b.includes(id))
}
