import type { StackedBars } from "@/lib/spend/series"

export interface PlotRow {
  index: number
  /** One number per series, in stack order. */
  values: number[]
  total: number
  compared: number | null
}

/** Decimal strings become numbers here and nowhere else: for pixels, never for text. */
export function toPlot(model: StackedBars): { rows: PlotRow[]; max: number } {
  const rows = model.buckets.map((bucket, index) => ({
    index,
    values: bucket.values.map(Number),
    total: Number(bucket.total),
    compared: bucket.compared ? Number(bucket.compared.total) : null,
  }))
  const max = rows.reduce((most, row) => Math.max(most, row.total, row.compared ?? 0), 0)
  return { rows, max }
}
