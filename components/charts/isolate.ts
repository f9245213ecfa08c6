import type { StackedBars } from "@/lib/spend/series"

/** The model with one series alone, on its own baseline; the whole model when `id` names none. */
export function isolate(model: StackedBars, id: string | null): StackedBars {
  const at = model.series.findIndex((series) => series.id === id)
  const series = model.series[at]
  if (!series) return model
  const buckets = model.buckets.map((bucket) => {
    const value = bucket.values[at] ?? "0"
    return { ...bucket, values: [value], total: value, share: null, compared: null }
  })
  return { ...model, series: [series], buckets, total: series.total, comparedWords: null }
}
