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
import { formatAxisAmount } from "@/lib/spend/metric"
import type { StackedBars } from "@/lib/spend/series"
import { AXIS_TEXT, axisLabels, MARGIN, Y_WIDTH } from "./axis"
import { PatternDefs, Segment } from "./bar-segment"
import { BarTooltip } from "./bar-tooltip"
import { ComparedLine } from "./compared-line"
import { MarkerLines } from "./marker-lines"
import { type PlotRow, toPlot } from "./plot"
import { niceTicks } from "./scale"

const CURSOR = { fill: "var(--text-1)", fillOpacity: 0.05, stroke: "none" }

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
  const ticks = niceTicks(max, { whole: model.currency === null })
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
            tickFormatter={(value: number) => formatAxisAmount(value, model.currency)}
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
          <MarkerLines markers={model.markers} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}
