import { useMemo, useState } from "react"
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts"
import { formatAmount, formatAxisAmount } from "@/lib/spend/metric"
import type { RatioLines } from "@/lib/spend/ratio-series"
import { AXIS_TEXT, axisLabels, MARGIN, Y_WIDTH } from "./axis"
import { cssColour } from "./colour"
import { niceTicks } from "./scale"
import { Swatch } from "./swatch"

const number = (amount: string | null | undefined) => (amount == null ? null : Number(amount))

function LinesTooltip({ model, index }: { model: RatioLines; index: number }) {
  const bucket = model.buckets[index]
  if (!bucket) return null
  return (
    <div className="w-66 rounded-md border border-line bg-pop px-3 py-2.5 text-xs shadow-float">
      <b>{bucket.label}</b>
      <dl className="mt-1 grid grid-cols-[1fr_auto] leading-5">
        {model.series.map((series, at) => (
          <div key={series.id} className="contents">
            <dt className="flex min-w-0 items-center gap-2 truncate text-ink-2">
              <Swatch colour={series.colour} />
              {series.name}
            </dt>
            <dd className="pl-3 text-right">{formatAmount(bucket.values[at] ?? null, model.currency)}</dd>
          </div>
        ))}
        <dt className="mt-0.5 border-t border-line pt-0.5 font-medium">Over all</dt>
        <dd className="mt-0.5 border-t border-line pt-0.5 text-right font-medium">
          {formatAmount(bucket.total, model.currency)}
        </dd>
      </dl>
    </div>
  )
}

/** One line per series and a dark one for the whole; a gap where nothing was asked. */
export function RatioLinesPlot({ model }: { model: RatioLines }) {
  const [width, setWidth] = useState(760)
  const rows = useMemo(
    () =>
      model.buckets.map((bucket, index) => ({
        index,
        values: bucket.values.map(number),
        total: number(bucket.total),
      })),
    [model],
  )
  const max = rows.reduce(
    (most, row) => Math.max(most, row.total ?? 0, ...row.values.map((value) => value ?? 0)),
    0,
  )
  const ticks = niceTicks(max)
  const { stride, text } = axisLabels(model.buckets, width)
  return (
    <ResponsiveContainer width="100%" height="100%" onResize={setWidth}>
      <LineChart data={rows} margin={MARGIN} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis
          dataKey="index"
          tickLine={false}
          axisLine={{ stroke: "var(--border-strong)" }}
          tick={AXIS_TEXT}
          height={20}
          interval={stride - 1}
          tickFormatter={text}
        />
        <YAxis
          width={Y_WIDTH}
          tickLine={false}
          axisLine={false}
          tick={AXIS_TEXT}
          ticks={ticks}
          domain={[0, ticks.at(-1) ?? 1]}
          tickFormatter={(value: number) => formatAxisAmount(value, model.currency)}
        />
        <Tooltip
          isAnimationActive={false}
          content={({ active, activeIndex }) =>
            active && activeIndex != null ? <LinesTooltip model={model} index={Number(activeIndex)} /> : null
          }
        />
        {model.series.map((series, at) => (
          <Line
            key={series.id}
            name={series.name}
            dataKey={(row: (typeof rows)[number]) => row.values[at] ?? null}
            stroke={cssColour(series.colour)}
            strokeWidth={1.5}
            dot={false}
            isAnimationActive={false}
          />
        ))}
        <Line
          name="Over all"
          dataKey="total"
          stroke="var(--text-1)"
          strokeWidth={2}
          dot={false}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  )
}
