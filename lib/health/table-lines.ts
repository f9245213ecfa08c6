import { picoToString } from "@/lib/money"
import { formatCount, formatMoneyParts, UNKNOWN } from "@/lib/money-format"
import { eventsHref } from "@/lib/spend/drill"
import type { View } from "@/lib/spend/url"
import { failedCostText } from "./failed-cost"
import { failedHref, faultsHref, pathView } from "./links"
import { keyText } from "./paths"
import type { HealthRow } from "./queries"
import { type CellState, formatAvailability, formatWait, stateOf } from "./series"
import type { HealthLine } from "./table-schema"

interface LinesInput {
  rows: readonly HealthRow[]
  total: HealthRow
  chosen: HealthRow | null
  view: View
  currency: string
  hrefOf: (row: HealthRow) => string
  isDown: (row: HealthRow) => boolean
}

/** Rows as the table prints them, the busiest first, and their total. */
export function toHealthLines(input: LinesInput): { lines: HealthLine[]; total: HealthLine } {
  const { rows, total, chosen, view, currency, hrefOf, isDown } = input
  const costs = formatMoneyParts(
    rows.map(({ tally }) => picoToString(tally.failedPico)),
    currency,
  )
  const lineOf = (
    row: HealthRow,
    at: number,
    own: { state: CellState; href: string | null; view: View },
  ): HealthLine => {
    const { tally, fates } = row
    return {
      id: keyText(row.key),
      name: row.key.provider ?? "Total",
      under: [row.key.route, row.key.model].filter((part) => part !== null).join(" "),
      href: own.href,
      isChosen: chosen !== null && own.href !== null && keyText(chosen.key) === keyText(row.key),
      state: own.state,
      calls: formatCount(tally.calls),
      callsHref: eventsHref(own.view),
      available: formatAvailability(row.availability),
      failed: formatCount(tally.ends.provider),
      failedHref: faultsHref(own.view),
      p50: formatWait(row.latency?.p50 ?? null),
      p95: formatWait(row.latency?.p95 ?? null),
      p99: formatWait(row.latency?.p99 ?? null),
      waits: row.latency ? `of ${formatCount(row.latency.n)} calls` : "not told",
      firstToken: formatWait(row.ttft?.p95 ?? null),
      speed: row.tokensPerSecond === null ? UNKNOWN : row.tokensPerSecond.toFixed(0),
      retries: formatCount(tally.laterAttempts - tally.fallbacks),
      fallbacks: formatCount(tally.fallbacks),
      rescued: fates.failed === 0 ? UNKNOWN : formatCount(fates.rescued),
      cost: failedCostText(tally, costs.parts[at] ?? costs.total),
      costHref: failedHref(own.view),
    }
  }
  return {
    lines: rows.map((row, at) =>
      lineOf(row, at, {
        state: stateOf({ answered: row.tally.ends.answered, faults: row.tally.ends.provider }, isDown(row)),
        href: hrefOf(row),
        view: pathView(view, row.key),
      }),
    ),
    total: lineOf(total, rows.length, { state: "up", href: null, view }),
  }
}
