import "server-only"
import type { FailureMoneyLine, FailureMoneyTableProps } from "@/components/health/failure-money-table"
import { type FailureSums, failureMoney } from "@/lib/health/failure-money"
import { statusHref } from "@/lib/health/links"
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
      const failed = printed(
        rows.map(({ sums }) => sums.failedPico),
        currency,
      )
      const aborted = printed(
        rows.map(({ sums }) => sums.abortedPico),
        currency,
      )
      return {
        head,
        lines: rows.map(({ value, sums }, at) =>
          lineOf(value ?? UNATTRIBUTED, sums, narrowed(view, by, value), {
            failed: failed[at],
            aborted: aborted[at],
          }),
        ),
        total: lineOf("Total", total, view, {
          failed: formatProvenance(picoToString(total.failedPico), currency),
          aborted: formatProvenance(picoToString(total.abortedPico), currency),
        }),
      }
    }),
  )
}

/** Amounts of one column at eight decimals, which add up to their total as it is printed. */
function printed(amounts: readonly bigint[], currency: string): string[] {
  return formatProvenanceParts(amounts.map(picoToString), currency)
}

interface Amounts {
  failed: string | undefined
  aborted: string | undefined
}

function lineOf(
  name: string,
  sums: FailureSums,
  view: View,
  { failed = "", aborted = "" }: Amounts,
): FailureMoneyLine {
  return {
    ...{ name, failed, aborted },
    failedCalls: formatCount(sums.failedCalls),
    failedHref: statusHref(view, "error"),
    abortedCalls: formatCount(sums.abortedCalls),
    abortedHref: statusHref(view, "aborted"),
    unpriced: sums.unpriced > 0 ? `${formatCount(sums.unpriced)} unpriced` : null,
  }
}
