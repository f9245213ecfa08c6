import type { BreakEvenModel } from "@/components/decide/break-even-chart"
import { routeName } from "@/lib/decision/route-facts"
import type { Decision, DecisionBreakEven } from "@/lib/decision/schema"
import { formatAxisMoney, formatMoneyWhole } from "@/lib/money-format"

const STEPS = [1, 2, 2.5, 5, 10]

/** Four or five round places from 0 up to about `most`. */
function ticks(most: number): number[] {
  const raw = Math.max(most, 1e-9) / 4
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = (STEPS.find((each) => each * power >= raw) ?? 10) * power
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => at * step)
}

function sentenceOf(found: DecisionBreakEven, organisation: string, currency: string): string {
  const gateway = routeName(found.gateway)
  if (found.tokens === null) {
    const far = `up to ${formatMoneyWhole(found.up_to, currency)} of tokens a month`
    return found.below === "direct"
      ? `Everything direct beats ${gateway} for everything ${far}.`
      : `${gateway} for everything beats everything direct ${far}.`
  }
  const at = formatMoneyWhole(found.tokens, currency)
  const times = Number(found.now) / Math.max(1e-9, Number(found.tokens))
  const [small, large] =
    found.below === "gateway"
      ? [`${gateway} for everything`, "everything direct"]
      : ["everything direct", `${gateway} for everything`]
  const sends =
    times < 1
      ? `${organisation} sends ${Math.round(times * 100)}% of that.`
      : `${organisation} sends ${Number(times.toPrecision(2))} times as much.`
  return `Below ${at} of tokens a month, ${small} beats ${large}; above, the other way round. ${sends}`
}

/** The chart of when one gateway for everything pays, and its sentence. */
export function breakEvenModel(
  found: DecisionBreakEven,
  { currency, typed }: Decision,
  organisation: string,
) {
  const points = found.points.map(({ tokens, gateway, direct }) => ({
    ...{ x: Number(tokens), gateway: Number(gateway), direct: Number(direct) },
  }))
  const mostX = Math.max(...points.map(({ x }) => x))
  const mostY = Math.max(...points.flatMap(({ gateway, direct }) => [gateway, direct]))
  const axis = (value: number) => formatAxisMoney(value, currency)
  const at = found.tokens === null ? null : Number(found.tokens)
  const yAt = (x: number) => {
    const after = points.findIndex((point) => point.x >= x)
    const [a, b] = [points[Math.max(0, after - 1)], points[Math.max(0, after)]]
    if (!a || !b || b.x === a.x) return a?.direct ?? 0
    return a.direct + ((b.direct - a.direct) * (x - a.x)) / (b.x - a.x)
  }
  const sentence = sentenceOf(found, typed ? "What was typed" : organisation, currency)
  const model: BreakEvenModel = {
    gateway: routeName(found.gateway),
    points,
    breakEven:
      at === null
        ? null
        : { x: at, y: yAt(at), text: `break-even ${formatMoneyWhole(String(found.tokens), currency)}` },
    now: { x: Number(found.now), text: `now ${formatMoneyWhole(found.now, currency)}` },
    xTicks: ticks(mostX).map((x) => ({ x, text: axis(x) })),
    yTicks: ticks(mostY).map((y) => ({ y, text: axis(y) })),
    summary: `Cost on top of tokens by monthly volume. ${sentence}`,
  }
  return { model, sentence }
}
