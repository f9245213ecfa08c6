import { parseDecimal } from "@/lib/money"
import { centParts, UNKNOWN } from "@/lib/money-format"
import { centTable } from "./cent-table"
import { formatAmount } from "./metric"
import type { StackBucket, StackedBars } from "./series"
import { printed } from "./spend-lines"

/** Parts of one sum as they are printed: money in cents that add up to the printed sum, counts as they are. */
export function partTexts(amounts: readonly string[], currency: string | null): string[] {
  if (currency === null) return amounts.map((amount) => formatAmount(amount, null))
  const parts = centParts(amounts)
  return amounts.map((amount, at) =>
    printed(parts[at] ?? amount, amount, (each) => formatAmount(each, currency)),
  )
}

export interface SeriesCells {
  /** By bucket, then by series. */
  cells: string[][]
  /** Of each bucket. */
  rows: string[]
  /** Of each series. */
  columns: string[]
  total: string
}

/** Zeros that are none: a dash in their place, and in the sum's where it has nothing else. */
function withUnknowns(texts: SeriesCells, { series, buckets, total }: StackedBars): SeriesCells {
  const isZero = (amount: string) => parseDecimal(amount).digits === 0n
  const isUnknown = (bucket: StackBucket, at: number) =>
    series[at]?.unpriced || (bucket.unknown[at] && isZero(bucket.values[at] ?? "0"))
  return {
    cells: texts.cells.map((row, i) =>
      row.map((text, j) => (buckets[i] && isUnknown(buckets[i], j) ? UNKNOWN : text)),
    ),
    rows: texts.rows.map((text, i) => {
      const bucket = buckets[i]
      return bucket && isZero(bucket.total) && bucket.unknown.includes(true) ? UNKNOWN : text
    }),
    columns: texts.columns.map((text, j) => (series[j]?.unpriced ? UNKNOWN : text)),
    total: isZero(total) && series.some((each) => each.unpriced) ? UNKNOWN : texts.total,
  }
}

/**
 * A chart's amounts as a table prints them: every row adds up to its total and every column to its foot. Where
 * buckets hold sums from the start on, rows alone do.
 */
export function toSeriesCells(model: StackedBars): SeriesCells {
  return withUnknowns(sumsOf(model), model)
}

function sumsOf({ currency, series, buckets, total, runs }: StackedBars): SeriesCells {
  const money = (amount: string) => formatAmount(amount, currency)
  if (currency === null || runs) {
    return {
      cells: buckets.map(({ values }) => partTexts(values, currency)),
      rows: buckets.map((bucket) => money(bucket.total)),
      columns: partTexts(
        series.map((each) => each.total),
        currency,
      ),
      total: money(total),
    }
  }
  const table = centTable(buckets.map(({ values }) => values))
  const text = (part: string | undefined, amount: string) => printed(part ?? amount, amount, money)
  return {
    cells: buckets.map(({ values }, i) => values.map((value, j) => text(table.cells[i]?.[j], value))),
    rows: buckets.map((bucket, i) => text(table.rows[i], bucket.total)),
    columns: series.map((each, j) => text(table.columns[j], each.total)),
    total: money(total),
  }
}
