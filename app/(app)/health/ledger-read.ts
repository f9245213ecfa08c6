import "server-only"
import type { FailureMoneyLine, FailureMoneyTableProps } from "@/components/health/failure-money-table"
import { COST_KINDS, type FailureSums, failureMoney, wholeOf } from "@/lib/health/failure-money"
import { costHref } from "@/lib/health/links"
import { picoToString } from "@/lib/money"
import { formatCount, formatProvenance, formatProvenanceParts } from "@/lib/money-format"
import { narrowed } from "@/lib/spend/drill"
import { UNATTRIBUTED } from "@/lib/spend/filter"
import type { View } from "@/lib/spend/url"
import type { HealthPage } from "./health-read"

const BY = [
  { by: "provider", head: "Provider" },
  { by: "feature", head: "Feature" },
] as const

export function readLedger({ scope, range, view, currency }: HealthPage): Promise<FailureMoneyTableProps[]> {
  const window = { from: range.from, to: range.to, filters: view.filters }
  return Promise.all(
    BY.map(async ({ by, head }) => {
      const { rows, total } = await failureMoney(scope, window, by)
      // Amounts of one column add up to their total as it is printed.
      const columns = COST_KINDS.map((kind) =>
        formatProvenanceParts(
          rows.map(({ sums }) => picoToString(sums[kind].billedPico)),
          currency,
        ),
      )
      const wholes = formatProvenanceParts(
        rows.map(({ sums }) => picoToString(wholeOf(sums))),
        currency,
      )
      const exact = (pico: bigint) => formatProvenance(picoToString(pico), currency)
      return {
        head,
        lines: rows.map(({ value, sums }, at) =>
          lineOf(value ?? UNATTRIBUTED, sums, narrowed(view, by, value), {
            amounts: columns.map((column) => column[at] ?? ""),
            whole: wholes[at] ?? "",
          }),
        ),
        total: lineOf("Total", total, view, {
          amounts: COST_KINDS.map((kind) => exact(total[kind].billedPico)),
          whole: exact(wholeOf(total)),
        }),
      }
    }),
  )
}

function lineOf(
  name: string,
  sums: FailureSums,
  view: View,
  { amounts, whole }: { amounts: string[]; whole: string },
): FailureMoneyLine {
  const unpriced = COST_KINDS.reduce((all, kind) => all + sums[kind].unpriced, 0)
  return {
    name,
    cells: COST_KINDS.map((kind, at) => ({
      ...{
        kind,
        calls: formatCount(sums[kind].calls),
        billed: amounts[at] ?? "",
        href: costHref(view, kind),
      },
    })),
    whole,
    unpriced: unpriced > 0 ? `${formatCount(unpriced)} unpriced` : null,
  }
}
