"use client"

import { useRouter } from "next/navigation"
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from "react"
import {
  Bar,
  BarChart,
  type BarShapeProps,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  useActiveTooltipLabel,
  useIsTooltipActive,
  XAxis,
  YAxis,
} from "recharts"
import { formatAxisMoney } from "@/lib/money-format"
import type { StackBucket, StackedBars } from "@/lib/spend/series"
import { PatternDefs, Segment } from "./bar-segment"
import { BarTooltip } from "./bar-tooltip"
import { ComparedLine } from "./compared-line"
import { type PlotRow, toPlot } from "./plot"
import { niceTicks, tickStride } from "./scale"

const AXIS_TEXT = { fontSize: 11, fill: "var(--text-3)" }
const Y_WIDTH = 44
const WIDE_LABEL = 44
const NARROW_LABEL = 24

/** Which labels the axis carries: weekdays where there is room, else as many days as fit. */
function axisLabels(buckets: readonly StackBucket[], width: number) {
  const room = width - Y_WIDTH
  const longest = buckets.reduce((most, bucket) => Math.max(most, bucket.tick.length), 0)
  const wide = buckets.length <= 31 && room > buckets.length * WIDE_LABEL
  const label = wide ? WIDE_LABEL : Math.max(NARROW_LABEL, longest > 6 ? longest * 7 : NARROW_LABEL)
  return {
    stride: tickStride(buckets.length, room, label),
    text: (bucket: StackBucket) => (wide ? bucket.wideTick : bucket.tick),
  }
}

/** Tells which bucket the pointer or the arrow keys are on. */
function ActiveBucket({ onChange }: { onChange: (index: number | null) => void }) {
  const isActive = useIsTooltipActive()
  const label = useActiveTooltipLabel()
  useEffect(() => onChange(isActive && typeof label === "number" ? label : null))
  return null
}

export function StackedBarsPlot({ model }: { model: StackedBars }) {
  const router = useRouter()
  const [width, setWidth] = useState(760)
  const active = useRef<number | null>(null)
  const { rows, max } = useMemo(() => toPlot(model), [model])
  const ticks = niceTicks(max)
  const { stride, text } = axisLabels(model.buckets, width)
  const open = (index: number | null) => {
    const href = index === null ? null : model.buckets[index]?.href
    if (href) router.push(href)
  }
  const pick = (event: MouseEvent, href: string | null, index: number) => {
    if ((event.ctrlKey || event.metaKey) && href) router.push(href)
    else open(index)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") open(active.current)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the chart inside takes the focus, this hears its keys
    <div className="h-full" onKeyDown={onKeyDown}>
      <ResponsiveContainer width="100%" height="100%" onResize={setWidth}>
        <BarChart
          data={rows}
          barCategoryGap="15%"
          margin={{ top: 12, right: 2, bottom: 0, left: 0 }}
          accessibilityLayer
        >
          <PatternDefs />
          <CartesianGrid vertical={false} stroke="var(--border)" />
          <XAxis
            dataKey="index"
            tickLine={false}
            axisLine={{ stroke: "var(--border-strong)" }}
            tick={AXIS_TEXT}
            height={20}
            interval={stride - 1}
            tickFormatter={(index: number) => {
              const bucket = model.buckets[index]
              return bucket ? text(bucket) : ""
            }}
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
            cursor={{ fill: "var(--text-1)", fillOpacity: 0.05, stroke: "none" }}
            isAnimationActive={false}
            content={({ active: shown, activeIndex }) =>
              shown && activeIndex != null ? <BarTooltip model={model} index={Number(activeIndex)} /> : null
            }
          />
          <ActiveBucket
            onChange={(index) => {
              active.current = index
            }}
          />
          {model.series.map((series, at) => (
            <Bar
              key={series.id}
              name={series.name}
              dataKey={(row: PlotRow) => row.values[at] ?? 0}
              stackId="stack"
              isAnimationActive={false}
              shape={({ x, y, width: size, height, index }: BarShapeProps) => (
                <Segment
                  {...{ x, y, height }}
                  width={size}
                  colour={series.colour}
                  unfinished={model.buckets[index]?.state === "unfinished"}
                />
              )}
              onClick={(item, _, event) => pick(event, series.href, item.originalDataIndex)}
            />
          ))}
          <ComparedLine rows={rows} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}
