import type { ReactNode } from "react"
import { add, compare, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { formatTenths } from "@/lib/money-format"
import { formatAmount } from "@/lib/spend/metric"
import type { StackedBars } from "@/lib/spend/series"
import { partTexts } from "@/lib/spend/series-cells"
import { Swatch } from "./swatch"

const NAMED = 4

/** One bucket in cents that add up: the four largest, the others together, the total, and what a press does. */
export function BarTooltip({ model, index }: { model: StackedBars; index: number }) {
  const bucket = model.buckets[index]
  if (!bucket) return null
  const spent = model.series
    .map((series, at) => ({ series, amount: bucket.values[at] ?? "0" }))
    .filter(({ amount }) => parseDecimal(amount).digits !== 0n)
    .sort((a, b) => compare(parseDecimal(b.amount), parseDecimal(a.amount)))
  // A remainder of one has a name as well: it takes no more room than "1 other".
  const shown = spent.length === NAMED + 1 ? spent : spent.slice(0, NAMED)
  const rest = spent.slice(shown.length)
  const restAmount = formatDecimal(rest.map(({ amount }) => parseDecimal(amount)).reduce(add, ZERO))
  const money = (amount: string) => formatAmount(amount, model.currency)
  const printed = partTexts([...shown.map(({ amount }) => amount), restAmount], model.currency)
  return (
    <div className="w-66 rounded-md border border-line bg-pop px-3 py-2.5 text-xs shadow-float">
      <div className="mb-1 flex justify-between">
        <b>{bucket.label}</b>
        {bucket.share !== null && (
          <span className="text-ink-3">
            {formatTenths(bucket.share)} {model.periodWords}
          </span>
        )}
      </div>
      <dl className="grid grid-cols-[1fr_auto] leading-5">
        {shown.map(({ series }, at) => (
          <Line key={series.id} amount={printed[at] ?? ""}>
            <Swatch colour={series.colour} />
            {series.name}
          </Line>
        ))}
        {rest.length > 0 && (
          <Line amount={printed.at(-1) ?? ""}>
            <span className="pl-[17px]">{rest.length} others</span>
          </Line>
        )}
        <dt className="mt-0.5 border-t border-line pt-0.5 font-medium">
          {bucket.state === "unfinished" ? "Total so far" : "Total"}
        </dt>
        <dd className="mt-0.5 border-t border-line pt-0.5 text-right font-medium">{money(bucket.total)}</dd>
      </dl>
      {(bucket.compared || bucket.href) && (
        <p className="mt-1.5 border-t border-line pt-1.5 text-ink-3">
          {bucket.compared && `${bucket.compared.label}: ${money(bucket.compared.total)}. `}
          {bucket.href && "Click or Enter opens it, Ctrl-click a part filters by it."}
        </p>
      )}
    </div>
  )
}

function Line({ amount, children }: { amount: string; children: ReactNode }) {
  return (
    <>
      <dt className="flex min-w-0 items-center gap-2 truncate text-ink-2">{children}</dt>
      <dd className="pl-3 text-right">{amount}</dd>
    </>
  )
}
