import { useState } from "react"
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts"
import { apart } from "@/components/charts/apart"
import { AXIS_TEXT, axisLabels, MARGIN, Y_WIDTH } from "@/components/charts/axis"
import { niceTicks } from "@/components/charts/scale"
import { formatAxisMoney } from "@/lib/money-format"
import type { BurnUpModel } from "./burn-up-model"

const WIDE = 560
const LABEL_ROOM = 104
const X_HEIGHT = 20
/** Pixels from one label to the next. */
const LINE = 14
const LABEL = { fontSize: 11, fill: "var(--text-2)" }

function BurnUpTooltip({ model, index }: { model: BurnUpModel; index: number }) {
  const bucket = model.buckets[index]
  if (!bucket) return null
  const lines = [
    ["Spent by then", bucket.spent],
    ["Forecast", bucket.forecast],
    ["80% interval", bucket.interval],
    ["Straight line", bucket.line],
    ["Limit", bucket.limit],
  ] as const
  return (
    <div className="w-66 rounded-md border border-line bg-pop px-3 py-2.5 text-xs shadow-float">
      <b>{bucket.label}</b>
      <dl className="mt-1 grid grid-cols-[1fr_auto] leading-5">
        {lines.map(
          ([term, value]) =>
            value !== null && (
              <div key={term} className="contents">
                <dt className="text-ink-2">{term}</dt>
                <dd className="pl-3 text-right">{value}</dd>
              </div>
            ),
        )}
      </dl>
    </div>
  )
}

/** Names at the right end of their lines; those that would touch stand apart, the higher line's above. */
function endLabels({ rows, marks, forecastLabel, limitLabel }: BurnUpModel, top: number, height: number) {
  const last = rows.at(-1)
  const [middle, limit] = [last?.middle ?? null, last?.limit ?? null]
  const labels = [
    ...marks.map(({ value, label }) => ({ value, text: label, fill: AXIS_TEXT.fill })),
    ...(limitLabel && limit !== null ? [{ value: limit, text: limitLabel, fill: "var(--text-1)" }] : []),
    ...(forecastLabel && middle !== null
      ? [{ value: middle, text: forecastLabel, fill: "var(--accent)" }]
      : []),
  ]
  const pixels = labels.map(({ value }) => (value / top) * height)
  const places = apart(pixels, LINE, [0, height])
  return labels.map((label, at) => ({ ...label, dy: (pixels[at] ?? 0) - (places[at] ?? 0) }))
}

const STILL = { dot: false, isAnimationActive: false } as const

function Lines() {
  const light = "var(--border-strong)"
  return (
    <>
      <Area dataKey="band" stroke="none" fill="var(--accent)" fillOpacity={0.14} {...STILL} />
      <Line dataKey="line" connectNulls stroke={light} strokeDasharray="2 3" strokeWidth={1.25} {...STILL} />
      <Line type="stepAfter" dataKey="limit" stroke="var(--text-1)" strokeWidth={1.25} {...STILL} />
      <Line dataKey="middle" stroke="var(--accent)" strokeDasharray="4 3" strokeWidth={1.5} {...STILL} />
      <Line dataKey="spent" stroke="var(--text-1)" strokeWidth={2} {...STILL} />
    </>
  )
}

/** Where spend stands, and where the limit is or will be reached. */
function Dots({ model: { rows, crossing, buckets } }: { model: BurnUpModel }) {
  const today = rows.findLast(({ spent }) => spent !== null)
  const toLeft = crossing !== null && crossing.x > buckets.length / 3
  return (
    <>
      {today && <ReferenceDot x={today.x} y={today.spent ?? 0} r={3} fill="var(--text-1)" stroke="none" />}
      {crossing && (
        <ReferenceDot
          x={crossing.x}
          y={crossing.y}
          r={4}
          fill="var(--surface-0)"
          stroke={crossing.past ? "var(--bad-fill)" : "var(--warn-fill)"}
          strokeWidth={2}
          label={{
            value: crossing.label,
            position: toLeft ? "left" : "right",
            ...{ dy: toLeft ? -12 : 12, fontSize: 12, fontWeight: 600, fill: "var(--text-1)" },
          }}
        />
      )}
    </>
  )
}

/** `model` says everything; this draws. */
export function BurnUpPlot({ model }: { model: BurnUpModel }) {
  const [[width, height], setSize] = useState<[number, number]>([760, 260])
  const { rows } = model
  const tops = rows.map(({ spent, band, limit }) => Math.max(spent ?? 0, band?.[1] ?? 0, limit ?? 0))
  const ticks = niceTicks(Math.max(...tops))
  const wide = width > WIDE
  const room = wide ? LABEL_ROOM : 0
  const { stride, text } = axisLabels(model.buckets, width - room)
  return (
    <ResponsiveContainer width="100%" height="100%" onResize={(...size) => setSize(size)}>
      <ComposedChart data={rows} margin={{ ...MARGIN, right: MARGIN.right + room }} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis
          dataKey="x"
          type="number"
          domain={[0, model.buckets.length]}
          ticks={model.buckets.flatMap((_, at) => (at % stride === 0 ? [at] : []))}
          tickLine={false}
          axisLine={{ stroke: "var(--border-strong)" }}
          tick={AXIS_TEXT}
          height={X_HEIGHT}
          interval={0}
          tickFormatter={text}
        />
        <YAxis
          width={Y_WIDTH}
          tickLine={false}
          axisLine={false}
          tick={AXIS_TEXT}
          ticks={ticks}
          domain={[0, ticks.at(-1) ?? 1]}
          tickFormatter={(value: number) => formatAxisMoney(value, model.currency)}
        />
        <Tooltip
          isAnimationActive={false}
          content={({ active, activeIndex }) =>
            active && activeIndex != null ? <BurnUpTooltip model={model} index={Number(activeIndex)} /> : null
          }
        />
        {model.marks.map(({ value, label }) => (
          <ReferenceLine key={label} y={value} stroke="var(--border-strong)" strokeDasharray="1 3" />
        ))}
        <Lines />
        <Dots model={model} />
        {wide &&
          endLabels(model, ticks.at(-1) ?? 1, height - X_HEIGHT - MARGIN.top - MARGIN.bottom).map(
            ({ value, text: label, fill, dy }) => (
              <ReferenceLine
                key={label}
                y={value}
                stroke="none"
                label={{ ...LABEL, value: label, position: "right", fill, dy }}
              />
            ),
          )}
      </ComposedChart>
    </ResponsiveContainer>
  )
}
