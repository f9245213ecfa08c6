import { useRouter } from "next/navigation"
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from "react"
import {
  Bar,
  BarChart,
  type BarShapeProps,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
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
const MARGIN = { top: 12, right: 2, bottom: 0, left: 0 }
const CURSOR = { fill: "var(--text-1)", fillOpacity: 0.05, stroke: "none" }
const WIDE_LABEL = 44
const NARROW_LABEL = 24
const LABEL_CHARACTER = 6
const LABEL_GAP = 12

/** Which labels the axis carries: weekdays where there is room, else as many days as fit. */
function axisLabels(buckets: readonly StackBucket[], width: number) {
  const room = width - Y_WIDTH
  // The first of a month or day is written longer than its neighbours and has their room.
  const lengths = buckets.map((bucket) => bucket.tick.length).sort((a, b) => a - b)
  const usual = lengths[Math.floor(lengths.length / 2)] ?? 0
  const wide = buckets.length <= 31 && room > buckets.length * WIDE_LABEL
  const label = wide ? WIDE_LABEL : usual > 2 ? usual * LABEL_CHARACTER + LABEL_GAP : NARROW_LABEL
  const text = (index: number) => buckets[index]?.[wide ? "wideTick" : "tick"] ?? ""
  return { stride: tickStride(buckets.length, room, label), text }
}

function tooltipOf(
  model: StackedBars,
  { active, activeIndex }: Pick<TooltipContentProps, "active" | "activeIndex">,
) {
  return active && activeIndex != null ? <BarTooltip model={model} index={Number(activeIndex)} /> : null
}

/** Tells which bucket the pointer or the arrow keys are on. */
function ActiveBucket({ onChange }: { onChange: (index: number | null) => void }) {
  const isActive = useIsTooltipActive()
  const label = useActiveTooltipLabel()
  useEffect(() => onChange(isActive && typeof label === "number" ? label : null))
  return null
}

/** One series of the stack. */
function seriesBar(model: StackedBars, at: number, onPick: (event: MouseEvent, index: number) => void) {
  const series = model.series[at]
  if (!series) return null
  return (
    <Bar
      key={series.id}
      name={series.name}
      dataKey={(row: PlotRow) => row.values[at] ?? 0}
      stackId="stack"
      isAnimationActive={false}
      shape={({ x, y, width, height, index }: BarShapeProps) => (
        <Segment
          {...{ x, y, width, height }}
          colour={series.colour}
          unfinished={model.buckets[index]?.state === "unfinished"}
        />
      )}
      onClick={(item, _, event) => onPick(event, item.originalDataIndex)}
    />
  )
}

export function StackedBarsPlot({ model }: { model: StackedBars }) {
  const router = useRouter()
  const [width, setWidth] = useState(760)
  const active = useRef<number | null>(null)
  const { rows, max } = useMemo(() => toPlot(model), [model])
  const ticks = niceTicks(max)
  const { stride, text } = axisLabels(model.buckets, width)
  const follow = (href: string | null | undefined) => {
    if (href) router.push(href)
  }
  const open = (index: number | null) => follow(index === null ? null : model.buckets[index]?.href)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") open(active.current)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the chart inside takes the focus, this hears its keys
    <div className="h-full" onKeyDown={onKeyDown}>
      <ResponsiveContainer width="100%" height="100%" onResize={setWidth}>
        <BarChart data={rows} barCategoryGap="15%" margin={MARGIN} accessibilityLayer>
          <PatternDefs />
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
            tickFormatter={(value: number) => formatAxisMoney(value, model.currency)}
          />
          <Tooltip cursor={CURSOR} isAnimationActive={false} content={(at) => tooltipOf(model, at)} />
          <ActiveBucket
            onChange={(index) => {
              active.current = index
            }}
          />
          {model.series.map((series, at) =>
            seriesBar(model, at, (event, index) =>
              (event.ctrlKey || event.metaKey) && series.href ? follow(series.href) : open(index),
            ),
          )}
          <ComparedLine rows={rows} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}
