import "server-only"
import type { ShowbackAnswer } from "@/lib/attribution/schema"
import { showback } from "@/lib/attribution/showback"
import type { Scope } from "@/lib/auth/scope"
import { commentLine, csvLine, figureCell, textCell } from "@/lib/http/csv"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { UNATTRIBUTED } from "@/lib/spend/filter"
import { exportRange, headLines, rangeInName } from "./range"
import type { ShowbackCsvQuery } from "./schema"
import { BOM, CSV_TYPE } from "./spend-csv"
import type { ExportFile } from "./stream"

function sum(amounts: readonly string[]): string {
  return formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
}

/** Empty where nothing of it has a price: unknown is not zero. */
function cost(amount: string, unpricedCalls: number): string {
  return unpricedCalls > 0 && parseDecimal(amount).digits === 0n ? "" : amount
}

function lines({ pools, teams, unallocated, total }: ShowbackAnswer): string {
  const head = [
    "row",
    "team",
    "direct",
    ...pools.map(({ name }) => textCell(name)),
    "total",
    "unpriced_calls",
  ]
  const rows = teams.map((team) =>
    csvLine([
      "team",
      textCell(team.team ?? UNATTRIBUTED),
      cost(team.direct, team.unpriced_calls),
      ...team.shares.map((share, at) => cost(share, pools[at]?.unpriced_calls ?? 0)),
      cost(team.total, team.unpriced_calls),
      figureCell(team.unpriced_calls),
    ]),
  )
  const rest = ["unallocated", "", "", ...pools.map((pool) => pool.unallocated), unallocated, ""]
  const own = teams.reduce((count, each) => count + each.unpriced_calls, 0)
  const unpriced = pools.reduce((count, each) => count + each.unpriced_calls, own)
  const whole = [
    ...["total", "", cost(sum(teams.map(({ direct }) => direct)), own)],
    ...pools.map((pool) => cost(pool.billed, pool.unpriced_calls)),
    ...[cost(total, unpriced), String(unpriced)],
  ]
  return [
    csvLine(head),
    ...rows,
    csvLine(rest),
    csvLine(whole),
    commentLine(`End: ${teams.length} teams, the rest and the total`),
  ].join("")
}

/** Who bears the spend of a range: teams, their parts of what is shared, and what stays unallocated. */
export async function showbackCsv(scope: Scope, asked: ShowbackCsvQuery): Promise<ExportFile> {
  const range = await exportRange(scope, { ...asked, filter: [] })
  const answer = await showback(scope, range)
  const { from, to } = answer.range
  return {
    name: `showback_${rangeInName(range)}.csv`,
    type: CSV_TYPE,
    subject: "showback",
    asked: { from, to },
    async *chunks() {
      const head = headLines("showback by team", range).map(commentLine).join("")
      yield `${asked.bom ? BOM : ""}${head}${lines(answer)}`
    },
  }
}
