import { apart } from "@/components/charts/apart"

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

const [WIDTH, HEIGHT] = [566, 246]
const [LEFT, RIGHT, TOP, BOTTOM] = [40, 436, 38, 214]
/** Above the lines: what the vertical ones are, each on a row of its own. */
const ROWS = { breakEven: 11, now: 27 } as const
/** Of a letter, about. */
const LETTER = 6
const LINE = 13
/** As many letters as there is room for beside the lines. */
const NAME = 21

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

/** Where a text stands that belongs to `x`: around it, or as far aside as it must to stay above the lines. */
function aroundOf(x: number, text: string): number {
  const half = (text.length * LETTER) / 2
  return Math.max(LEFT + half, Math.min(RIGHT - half, x))
}

/** Beside its line, on the side away from the other line that would cross it, where there is room. */
function besideOf(x: number, text: string, other: number | null): { x: number; anchor: "start" | "end" } {
  const wide = text.length * LETTER + 6
  const [fitsLeft, fitsRight] = [x - wide > LEFT, x + wide < WIDTH]
  const toLeft = other === null ? x > (LEFT + RIGHT) / 2 : other >= x
  const left = toLeft ? fitsLeft : !fitsRight
  return left ? { x: x - 6, anchor: "end" } : { x: x + 6, anchor: "start" }
}

/** Text that a line may pass behind. */
const HALO = { paintOrder: "stroke", stroke: "var(--surface-0)", strokeWidth: 4 } as const

/** What fees, failures and engineering add on top of tokens, by volume: one gateway for everything against direct. */
export function BreakEvenChart({ model }: { model: BreakEvenModel }) {
  const { x, y } = scales(model)
  const last = model.points.at(-1)
  const path = (pick: (point: BreakEvenModel["points"][number]) => number) =>
    model.points.map((point) => `${x(point.x).toFixed(1)},${y(pick(point)).toFixed(1)}`).join(" ")
  const { breakEven, now } = model
  const [gatewayY = 0, directY = 0] = last
    ? apart([y(last.gateway) + 4, y(last.direct) + 4], LINE, [TOP, BOTTOM])
    : []
  const told = besideOf(x(now.x), now.text, breakEven && x(breakEven.x))
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
            <text x={RIGHT + 6} y={gatewayY} fill="var(--text-2)">
              {model.gateway.length > NAME ? `${model.gateway.slice(0, NAME - 1)}…` : model.gateway}
            </text>
            <text x={RIGHT + 6} y={directY} fill="var(--text-1)" fontWeight="600">
              Direct
            </text>
          </>
        )}
        {breakEven && (
          <>
            <line
              x1={x(breakEven.x)}
              x2={x(breakEven.x)}
              y1={y(breakEven.y) - 6}
              y2={ROWS.breakEven + 5}
              stroke="var(--text-3)"
            />
            <text
              x={aroundOf(x(breakEven.x), breakEven.text)}
              y={ROWS.breakEven}
              textAnchor="middle"
              fill="var(--text-2)"
            >
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
        <line
          x1={x(now.x)}
          x2={x(now.x)}
          y1={BOTTOM}
          y2={ROWS.now - 8}
          stroke="var(--text-3)"
          strokeDasharray="2 2"
        />
        <text x={told.x} y={ROWS.now} textAnchor={told.anchor} fill="var(--text-2)" {...HALO}>
          {now.text}
        </text>
      </svg>
    </figure>
  )
}
