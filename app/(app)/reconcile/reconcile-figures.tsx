import { Kpi, KpiRow } from "@/components/ui/kpi"
import { formatCount, formatMoney, formatMoneyChange, splitMoney } from "@/lib/money-format"
import type { ReconcileAnswer } from "@/lib/reconcile/schema"
import { shareWords, unpricedWords } from "@/lib/reconcile/words"

/** The headline figures of the comparison. */
export function ReconcileFigures({ answer }: { answer: ReconcileAnswer }) {
  const { tied_out: tied, trend, total, currency } = answer
  const money = (amount: string) => formatMoney(amount, currency)
  const days = trend.length
  return (
    <KpiRow>
      <Kpi
        label="Tied out"
        value={shareWords(tied)}
        after={`${money(tied.tied)} of ${money(tied.base)}`}
        against={`${formatCount(days)} closed ${days === 1 ? "day" : "days"} with a bill`}
      />
      <Kpi label="Bills" {...splitMoney(total.bill, currency)} after="what providers charged" />
      <Kpi
        label="Ledger"
        {...splitMoney(total.ledger, currency)}
        after="the same days here"
        against={total.unpriced_calls > 0 ? `and ${unpricedWords(total.unpriced_calls)}` : undefined}
      />
      <Kpi
        label="Difference"
        value={formatMoneyChange(total.difference, currency)}
        after="bill less ledger"
        against={
          total.adjusted === "0" ? undefined : `${formatMoneyChange(total.left, currency)} after adjustments`
        }
      />
      <Kpi label="Open" {...splitMoney(tied.open, currency)} after="neither explained nor adjusted" />
    </KpiRow>
  )
}
