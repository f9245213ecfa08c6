export type Verdict = "ok" | "MISS" | "slow"

/** One measured figure beside what it must be. */
export interface Figure {
  what: string
  limit: string
  measured: string
  verdict: Verdict
}

export interface Part {
  /** As the reliability page numbers it: `R1`. */
  id: string
  title: string
  seconds: number
  figures: Figure[]
}

/** Collects the figures of one part. */
export class Findings {
  readonly figures: Figure[] = []

  /** A promise: when it does not hold, the run fails. */
  must(what: string, limit: string | number, measured: string | number, holds: boolean): void {
    this.add(what, limit, measured, holds ? "ok" : "MISS")
  }

  /** A promise whose measured figure must be this very number. */
  exactly(what: string, expected: number | bigint | string, measured: number | bigint | string): void {
    this.add(what, String(expected), String(measured), String(expected) === String(measured) ? "ok" : "MISS")
  }

  /** A duration or an amount of work: it measures the machine too, so being late is told and fails nothing. */
  pace(what: string, limit: string, measured: string, withinLimit: boolean): void {
    this.add(what, limit, measured, withinLimit ? "ok" : "slow")
  }

  /** What was done, without a limit. */
  note(what: string, measured: string | number): void {
    this.add(what, "", measured, "ok")
  }

  private add(what: string, limit: string | number, measured: string | number, verdict: Verdict): void {
    this.figures.push({ what, limit: String(limit), measured: String(measured), verdict })
  }
}

const HEAD = ["", "what", "limit", "measured", ""] as const
const WIDEST = 72

function cut(text: string): string {
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text
}

/** The parts as one table of plain text. */
export function tableOf(parts: readonly Part[]): string {
  const rows = parts.flatMap(({ id, title, seconds, figures }) => [
    [id, title, "", `${seconds.toFixed(0)} s`, ""],
    ...figures.map(({ what, limit, measured, verdict }) => [
      "",
      `  ${what}`,
      cut(limit),
      cut(measured),
      verdict,
    ]),
  ])
  const widths = HEAD.map((_, column) =>
    Math.max(...[HEAD, ...rows].map((row) => (row[column] ?? "").length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()
  return [line(HEAD), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n")
}

export function missesOf(parts: readonly Part[]): string[] {
  return parts.flatMap(({ id, figures }) =>
    figures
      .filter(({ verdict }) => verdict === "MISS")
      .map(({ what, limit, measured }) => `${id} ${what}: ${measured}, must be ${limit}`),
  )
}

/** The value below which `share` of the values lie; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

const COUNT = new Intl.NumberFormat("en")

export function count(value: number | bigint): string {
  return COUNT.format(value)
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`
}
