import { useState } from "react"
import {
  CartesianGrid,
  type LabelProps,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts"
import { AXIS_TEXT, axisLabels, MARGIN, Y_WIDTH } from "@/components/charts/axis"
import { niceTicks } from "@/components/charts/scale"
import { formatWait, type PercentileBucket, type PercentileLines } from "@/lib/health/series"
import { formatCount } from "@/lib/money-format"

const AXIS_SECONDS = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 })
const NAMES = ["p50", "p95", "p99"] as const
const X_HEIGHT = 20
/** Pixels from one name to the next. */
const APART = 12

/** How far below its line's end each name stands: ends that meet keep their names apart, the higher above. */
function liftsOf(ends: readonly number[], pixels: number): number[] {
  const lifts: number[] = []
  ends.forEach((end, i) => {
    const below = ends[i - 1]
    const room = below === undefined ? APART : (end - below) * pixels + (lifts[i - 1] ?? 0)
    lifts.push(Math.min(0, room - APART))
  })
  return lifts
}

function WaitTooltip({ bucket }: { bucket: PercentileBucket | undefined }) {
  if (!bucket) return null
  return (
    <div className="w-44 rounded-md border border-line bg-pop px-3 py-2.5 text-xs shadow-float">
      <b>{bucket.label}</b>
      <dl className="mt-1 grid grid-cols-[1fr_auto] leading-5">
        {NAMES.map((name) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd className="text-right">{formatWait(bucket[name])}</dd>
          </div>
        ))}
        <dt className="text-ink-2">Calls</dt>
        <dd className="text-right">{formatCount(bucket.n)}</dd>
      </dl>
    </div>
  )
}

/** The name of a line, beside its last point. */
function endLabel(name: (typeof NAMES)[number], last: number, lift: number) {
  return ({ x, y, index }: LabelProps) =>
    index === last ? (
      <text
        x={Number(x) + 6}
        y={Number(y) + 4 + lift}
        fontSize={11}
        fill={name === "p95" ? "var(--text-1)" : "var(--text-3)"}
      >
        {name}
      </text>
    ) : null
}

export function PercentilePlot({ model: { buckets } }: { model: PercentileLines }) {
  const [[width, height], setSize] = useState<[number, number]>([560, 180])
  const seconds = (ms: number | null) => (ms === null ? null : ms / 1_000)
  const rows = buckets.map((bucket, index) => ({
    index,
    ...{ p50: seconds(bucket.p50), p95: seconds(bucket.p95), p99: seconds(bucket.p99) },
  }))
  const ticks = niceTicks(rows.reduce((most, row) => Math.max(most, row.p99 ?? 0), 0))
  const { stride, text } = axisLabels(buckets, width)
  const lastOf = (name: (typeof NAMES)[number]) => rows.findLastIndex((row) => row[name] !== null)
  const top = ticks.at(-1) ?? 1
  const lifts = liftsOf(
    NAMES.map((name) => rows[lastOf(name)]?.[name] ?? 0),
    (height - X_HEIGHT - MARGIN.top - MARGIN.bottom) / top,
  )
  return (
    <ResponsiveContainer width="100%" height="100%" onResize={(...size) => setSize(size)}>
      <LineChart data={rows} margin={{ ...MARGIN, right: 34 }} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis
          dataKey="index"
          tickLine={false}
          axisLine={{ stroke: "var(--border-strong)" }}
          tick={AXIS_TEXT}
          height={X_HEIGHT}
          interval={stride - 1}
          tickFormatter={text}
        />
        <YAxis
          width={Y_WIDTH}
          tickLine={false}
          axisLine={false}
          tick={AXIS_TEXT}
          ticks={ticks}
          domain={[0, top]}
          tickFormatter={(value: number) => `${AXIS_SECONDS.format(value)}\u00a0s`}
        />
        <Tooltip
          isAnimationActive={false}
          content={({ active, activeIndex }) =>
            active && activeIndex != null ? <WaitTooltip bucket={buckets[Number(activeIndex)]} /> : null
          }
        />
        {NAMES.map((name, i) => (
          <Line
            key={name}
            name={name}
            dataKey={name}
            stroke={name === "p95" ? "var(--text-1)" : "var(--text-3)"}
            strokeWidth={name === "p95" ? 2 : 1.25}
            dot={rows.length === 1}
            label={endLabel(name, lastOf(name), lifts[i] ?? 0)}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  )
}
