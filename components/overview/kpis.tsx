import { Sparkline } from "@/components/charts/sparkline"
import { Kpi, KpiRow } from "@/components/ui/kpi"
import { formatMoney, formatRough, formatTenths, splitCompact, splitMoney } from "@/lib/money-format"
import {
  attributedTenths,
  cachedTenths,
  deltaOf,
  differenceWords,
  perThousand,
  type SpendTable,
} from "@/lib/spend/display"
import { dimensionWord } from "@/lib/spend/filter"
import type { Dimension, SpendAnswer } from "@/lib/spend/schema"
import { courses } from "./courses"

export interface OverviewKpisProps {
  answer: SpendAnswer
  table: SpendTable
  dimension: Dimension
  /** The compared period in words; null without a comparison. */
  against: string | null
  rangeText: string
  unfinished: boolean
}

function points(now: number | null, before: number | null): string | undefined {
  if (now === null || before === null) return undefined
  const difference = now - before
  if (difference === 0) return "unchanged"
  return `${difference > 0 ? "up" : "down"} ${(Math.abs(difference) / 10).toFixed(1)} points`
}

/** Five headline figures of a range, each against the compared period where there is one. */
export function OverviewKpis({
  answer,
  table,
  dimension,
  against,
  rangeText,
  unfinished,
}: OverviewKpisProps) {
  const { total, compare, currency } = answer
  const before = compare?.total ?? null
  const spent = before && deltaOf(total.billed, before.billed)
  const requests = before && deltaOf(String(total.requests), String(before.requests))
  const unit = perThousand(total.billed, total.requests)
  const unitBefore = before && perThousand(before.billed, before.requests)
  const unitDelta = unit !== null && unitBefore ? deltaOf(unit, unitBefore) : null
  const cached = cachedTenths(total.tokens)
  const attributed = attributedTenths(table)
  const missing = table.rows.find((row) => row.kind === "unattributed")
  const course = courses(answer)
  const requestsMore = before ? total.requests - before.requests : 0
  return (
    <KpiRow>
      <Kpi
        label={`Spend, ${rangeText}`}
        {...figure(splitMoney(total.billed, currency))}
        sparkline={<Sparkline values={course.billed} unfinished={unfinished} />}
        {...(spent ? { delta: spent.words, after: `, ${differenceWords(spent.difference, currency)}` } : {})}
        {...(against ? { against: `than ${against}` } : {})}
      />
      <Kpi
        label="Requests"
        {...figure(splitCompact(total.requests))}
        sparkline={<Sparkline values={course.requests} unfinished={unfinished} />}
        {...(requests ? { delta: requests.words } : {})}
        {...(before
          ? {
              against:
                requestsMore === 0
                  ? "the same"
                  : `${formatRough(Math.abs(requestsMore))} ${requestsMore > 0 ? "more" : "fewer"}`,
            }
          : {})}
      />
      <Kpi
        label="Per 1,000 requests"
        {...(unit === null ? { value: "–" } : figure(splitMoney(unit, currency)))}
        sparkline={<Sparkline values={course.perThousand} unfinished={unfinished} />}
        {...(unitDelta ? { delta: unitDelta.words } : {})}
        {...(unitBefore ? { against: `was ${formatMoney(unitBefore, currency)}` } : {})}
      />
      <Kpi
        label="Input from cache"
        {...percent(cached)}
        sparkline={<Sparkline values={course.cached} unfinished={unfinished} />}
        {...delta(points(cached, before && cachedTenths(before.tokens)))}
        against={`${formatRough(total.tokens.cache_read)} tokens read`}
      />
      <Kpi
        label={`Attributed to ${dimensionWord(dimension)}`}
        {...percent(attributed)}
        against={missing ? `${formatMoney(missing.billed, currency)} Unattributed` : "Nothing Unattributed"}
      />
    </KpiRow>
  )
}

function figure({ value, small }: { value: string; small: string }): { value: string; small?: string } {
  return small ? { value, small } : { value }
}

function percent(tenths: number | null): { value: string; small?: string } {
  if (tenths === null) return { value: "–" }
  return { value: formatTenths(tenths).slice(0, -1), small: "%" }
}

function delta(words: string | undefined): { delta?: string } {
  return words ? { delta: words } : {}
}
