/** Places are numbers; every text is ready. */
export interface BreakEvenModel {
  gateway: string
  points: readonly { x: number; gateway: number; direct: number }[]
  /** Where both cost the same; null where they never do. */
  breakEven: { x: number; y: number; text: string } | null
  now: { x: number; text: string }
  xTicks: readonly { x: number; text: string }[]
  yTicks: readonly { y: number; text: string }[]
  summary: string
}

const [WIDTH, HEIGHT] = [566, 230]
const [LEFT, RIGHT, TOP, BOTTOM] = [40, 436, 14, 198]

function scales({ points, xTicks, yTicks }: BreakEvenModel) {
  const mostX = Math.max(...points.map(({ x }) => x), ...xTicks.map(({ x }) => x), 1e-9)
  const ys = points.flatMap(({ gateway, direct }) => [gateway, direct])
  const leastY = Math.min(0, ...ys)
  const mostY = Math.max(...ys, ...yTicks.map(({ y }) => y), 1e-9)
  return {
    x: (value: number) => LEFT + (value / mostX) * (RIGHT - LEFT),
    y: (value: number) => BOTTOM - ((value - leastY) / (mostY - leastY)) * (BOTTOM - TOP),
  }
}

/** Names at the ends of two lines, moved apart where they would lie on each other. */
function apart(gateway: number, direct: number): { gateway: number; direct: number } {
  const gap = 13 - Math.abs(gateway - direct)
  if (gap <= 0) return { gateway, direct }
  const way = gateway < direct ? -1 : 1
  return { gateway: gateway + (way * gap) / 2, direct: direct - (way * gap) / 2 }
}

/** What fees, failures and engineering add on top of tokens, by volume: one gateway for everything against direct. */
export function BreakEvenChart({ model }: { model: BreakEvenModel }) {
  const { x, y } = scales(model)
  const last = model.points.at(-1)
  const path = (pick: (point: BreakEvenModel["points"][number]) => number) =>
    model.points.map((point) => `${x(point.x).toFixed(1)},${y(pick(point)).toFixed(1)}`).join(" ")
  const { breakEven, now } = model
  // Where the lines meet near the top, the label stands below them.
  const isHigh = breakEven !== null && y(breakEven.y) < 90
  const labelY = breakEven ? (isHigh ? y(breakEven.y) + 40 : 50) : 0
  const labels = last ? apart(y(last.gateway) + 4, y(last.direct) + 4) : { gateway: 0, direct: 0 }
  const nowAtRight = x(now.x) > (LEFT + RIGHT) / 2
  return (
    <figure className="m-0 min-w-0">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={model.summary}
        className="block w-full text-chart"
      >
        {model.yTicks.map((tick) => (
          <g key={tick.text}>
            <line x1={LEFT} x2={RIGHT} y1={y(tick.y)} y2={y(tick.y)} stroke="var(--border)" />
            <text x={LEFT - 8} y={y(tick.y) + 4} textAnchor="end" fill="var(--text-3)">
              {tick.text}
            </text>
          </g>
        ))}
        {model.xTicks.map((tick) => (
          <text key={tick.text} x={x(tick.x)} y={BOTTOM + 15} textAnchor="middle" fill="var(--text-3)">
            {tick.text}
          </text>
        ))}
        <text x={LEFT} y={HEIGHT - 2} fill="var(--text-3)">
          Tokens per month, at direct prices
        </text>
        <polyline
          points={path((point) => point.gateway)}
          fill="none"
          stroke="var(--text-3)"
          strokeWidth="2"
        />
        <polyline points={path((point) => point.direct)} fill="none" stroke="var(--accent)" strokeWidth="2" />
        {last && (
          <>
            <text x={RIGHT + 6} y={labels.gateway} fill="var(--text-2)">
              {model.gateway}
            </text>
            <text x={RIGHT + 6} y={labels.direct} fill="var(--text-1)" fontWeight="600">
              Direct
            </text>
          </>
        )}
        {breakEven && (
          <>
            <line
              x1={x(breakEven.x)}
              x2={x(breakEven.x)}
              y1={y(breakEven.y) + (isHigh ? 6 : -6)}
              y2={isHigh ? labelY - 10 : 44}
              stroke="var(--text-3)"
            />
            <text x={x(breakEven.x)} y={labelY + (isHigh ? 4 : -12)} textAnchor="middle" fill="var(--text-2)">
              {breakEven.text}
            </text>
            <circle
              cx={x(breakEven.x)}
              cy={y(breakEven.y)}
              r="3.5"
              fill="var(--surface-0)"
              stroke="var(--text-1)"
              strokeWidth="1.5"
            />
          </>
        )}
        <line x1={x(now.x)} x2={x(now.x)} y1={BOTTOM} y2={TOP} stroke="var(--text-3)" strokeDasharray="2 2" />
        <text
          x={x(now.x) + (nowAtRight ? -6 : 6)}
          y={TOP + 10}
          textAnchor={nowAtRight ? "end" : "start"}
          fill="var(--text-2)"
        >
          {now.text}
        </text>
      </svg>
    </figure>
  )
}
