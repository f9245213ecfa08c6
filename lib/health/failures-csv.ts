import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { headLines, rangeInName } from "@/lib/exports/range"
import { BOM, CSV_TYPE } from "@/lib/exports/spend-csv"
import type { ExportFile } from "@/lib/exports/stream"
import { commentLine, csvLine, figureCell, textCell } from "@/lib/http/csv"
import { picoToString } from "@/lib/money"
import { UNATTRIBUTED } from "@/lib/spend/filter"
import { csvRange } from "./csv-range"
import type { FailuresCsvQuery } from "./csv-schema"
import { COST_KINDS, type CostSums, type FailureSums, failureMoney } from "./failure-money"

const NAMES = [...COST_KINDS, "together"] as const

/** Empty where nothing of it has a price: unknown is not zero. */
function cells({ calls, billedPico, unpriced }: CostSums): string[] {
  const billed = unpriced > 0 && billedPico === 0n ? null : picoToString(billedPico)
  return [calls, billed, unpriced].map(figureCell)
}

function together(sums: FailureSums): CostSums {
  const whole: CostSums = { calls: 0, billedPico: 0n, unpriced: 0 }
  for (const kind of COST_KINDS) {
    whole.calls += sums[kind].calls
    whole.billedPico += sums[kind].billedPico
    whole.unpriced += sums[kind].unpriced
  }
  return whole
}

const figures = (sums: FailureSums) =>
  [...COST_KINDS.map((kind) => sums[kind]), together(sums)].flatMap(cells)

/** The failure ledger: what was billed for calls that gave nothing and for answers that took another attempt. */
export async function failuresCsv(scope: Scope, asked: FailuresCsvQuery): Promise<ExportFile> {
  const range = await csvRange(scope, asked)
  const { by, bom } = asked
  const { from, to, filters } = range
  const { rows, total } = await failureMoney(scope, { from, to, filters }, by)
  return {
    name: `failures_${rangeInName(range)}.csv`,
    type: CSV_TYPE,
    subject: `failures by ${by}`,
    asked: { from: from.toISOString(), to: to.toISOString(), by },
    async *chunks() {
      if (bom) yield BOM
      yield headLines(`failure ledger by ${by}`, range).map(commentLine).join("")
      const head = NAMES.flatMap((name) => [`${name}_calls`, `${name}_billed`, `${name}_unpriced`])
      yield csvLine(["row", by, ...head])
      for (const { value, sums } of rows) {
        yield csvLine(["row", textCell(value ?? UNATTRIBUTED), ...figures(sums)])
      }
      yield csvLine(["total", "", ...figures(total)])
      yield commentLine(`End: ${rows.length} rows and their total`)
    },
  }
}
