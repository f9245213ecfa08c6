import type { PriceConditions, PriceRow, RelativePrice } from "./schema"

/** One price list as it is shipped: what its rows share is said once, each row on a line of its own. */
export interface CatalogueFile {
  provider: string
  currency: string
  source: string
  sourceUrl?: string
  asOf: string
  /** Conditions of every row, unless it states its own. */
  when?: PriceConditions
  /** Models of the generated file of this provider that the rows here take the place of; `*` is all. */
  replaces?: string[]
  rows: CatalogueRow[]
}

export interface CatalogueRow {
  /** Within the list. */
  id: string
  kind?: "tools"
  provider?: string
  models: string[]
  from?: string
  to?: string
  when?: PriceConditions
  currency?: string
  rates?: Record<string, string>
  relative?: RelativePrice
  source?: string
  sourceUrl?: string
  asOf?: string
}

/** The rows of a shipped file in full. */
export function expandFile(file: CatalogueFile): PriceRow[] {
  return file.rows.map((row) => {
    const provider = row.provider ?? file.provider
    const url = row.sourceUrl ?? file.sourceUrl
    return {
      id: `${provider}/${row.id}`,
      layer: "catalogue",
      ...(row.kind ? { kind: row.kind } : {}),
      provider,
      models: row.models,
      conditions: { ...file.when, ...row.when },
      effectiveFrom: row.from ?? null,
      effectiveTo: row.to ?? null,
      currency: row.currency ?? file.currency,
      rates: row.rates ?? {},
      ...(row.relative ? { relative: row.relative } : {}),
      source: row.source ?? file.source,
      ...(url === undefined ? {} : { sourceUrl: url }),
      asOf: row.asOf ?? file.asOf,
    }
  })
}

/** A file's text: one row per line, so that a change of price is a change of one line. */
export function printFile(file: CatalogueFile): string {
  const { rows, ...head } = file
  const fields = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  )
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`)
  return `{\n${fields.join("\n")}\n  "rows": [\n${lines.join(",\n")}\n  ]\n}\n`
}
