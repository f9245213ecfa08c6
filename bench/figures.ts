export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The smallest value that at least `share` of the values do not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** One line of the table: a figure, what it is compared with, and the limit it has to keep. */
export interface Figure {
  name: string
  value: number
  unit: string
  /** Measured in the same run. */
  baseline?: { name: string; value: number }
  ratio?: number
  limit?: { of: "value" | "ratio"; most?: number; least?: number }
}

export function keepsLimit({ value, ratio, limit }: Figure): boolean | null {
  if (!limit) return null
  const judged = limit.of === "ratio" ? ratio : value
  if (judged === undefined || Number.isNaN(judged)) return false
  return (
    judged <= (limit.most ?? Number.POSITIVE_INFINITY) && judged >= (limit.least ?? Number.NEGATIVE_INFINITY)
  )
}

function number(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString("en-US")
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

function limitText({ limit }: Figure): string {
  if (!limit) return ""
  const bound = limit.most === undefined ? `≥ ${limit.least}` : `≤ ${limit.most}`
  return limit.of === "ratio" ? `ratio ${bound}` : bound
}

/** The figures as a table of text columns. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const kept = keepsLimit(figure)
    return [
      figure.name,
      `${number(figure.value)} ${figure.unit}`,
      figure.baseline ? `${number(figure.baseline.value)} (${figure.baseline.name})` : "",
      figure.ratio === undefined ? "" : figure.ratio.toFixed(2),
      limitText(figure),
      kept === null ? "" : kept ? "kept" : "MISSED",
    ]
  })
  const head = ["figure", "measured", "compared with", "ratio", "limit", ""]
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
}
