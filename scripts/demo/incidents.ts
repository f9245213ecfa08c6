import type { ErrorClass } from "@/lib/providers/schema"
import type { LocalDay } from "./calendar"
import type { RouteName, Target } from "./models"

/** A stretch of time in which a route, or our own account on it, fails. */
export interface Incident {
  provider: string | null
  route: RouteName
  fromMs: number
  toMs: number
  /** Share of the calls that fail. */
  rate: number
  mix: readonly (readonly [ErrorClass, number])[]
  /** The slower answers of the calls that still succeed. */
  slowdown: number
}

const MINUTE = 60_000
const PROVIDER_DOWN = [
  ["timeout", 58],
  ["overloaded", 22],
  ["server_error", 16],
  ["network", 4],
] as const

/** One provider a month is out for most of a working day; which one goes round. */
const OUTAGES = [
  { provider: "qwen", route: "siliconflow", from: 10 * 60 + 31, minutes: 437 },
  { provider: "glm", route: "direct", from: 8 * 60 + 47, minutes: 462 },
  { provider: "deepseek", route: "direct", from: 9 * 60 + 12, minutes: 488 },
] as const

function isSecondTuesday(day: LocalDay): boolean {
  return day.weekday === 2 && day.dayOfMonth > 7 && day.dayOfMonth <= 14
}

function monthNumber(day: LocalDay): number {
  return Number(day.date.slice(0, 4)) * 12 + Number(day.date.slice(5, 7))
}

/** What went wrong on a day. The calendar decides it, so that a later run tells the same history. */
export function incidentsOf(day: LocalDay): Incident[] {
  const at = (minutes: number) => day.startMs + minutes * MINUTE
  const found: Incident[] = []
  if (isSecondTuesday(day)) {
    const outage = OUTAGES[monthNumber(day) % OUTAGES.length] ?? OUTAGES[0]
    found.push({
      provider: outage.provider,
      route: outage.route,
      fromMs: at(outage.from),
      toMs: at(outage.from + outage.minutes),
      rate: 0.46,
      mix: PROVIDER_DOWN,
      slowdown: 3.4,
    })
  }
  if (day.dayOfMonth === 4) {
    found.push({
      provider: null,
      route: "openrouter",
      fromMs: at(10 * 60 + 5),
      toMs: at(10 * 60 + 58),
      rate: 0.9,
      mix: [["auth", 1]],
      slowdown: 1,
    })
  }
  if (day.dayOfMonth === 17) {
    found.push({
      provider: null,
      route: "siliconflow",
      fromMs: at(14 * 60 + 20),
      toMs: at(16 * 60 + 10),
      rate: 0.85,
      mix: [["insufficient_balance", 1]],
      slowdown: 1,
    })
  }
  return found
}

export function incidentAt(incidents: readonly Incident[], target: Target, timeMs: number): Incident | null {
  return (
    incidents.find(
      (incident) =>
        incident.route === target.route &&
        (incident.provider === null || incident.provider === target.provider) &&
        timeMs >= incident.fromMs &&
        timeMs < incident.toMs,
    ) ?? null
  )
}

/** On the twelfth an agent of the shop retries in a loop all afternoon. */
export const SPIKE = { feature: "shopping-assistant", dayOfMonth: 12, factor: 2.3, fromHour: 14, toHour: 19 }

const EVERYDAY = [
  ["timeout", 26],
  ["rate_limit", 24],
  ["overloaded", 22],
  ["server_error", 18],
  ["network", 8],
  ["quota_exhausted", 2],
] as const satisfies Incident["mix"]

const RATES: Record<string, number> = {
  "anthropic/direct": 0.006,
  "anthropic/openrouter": 0.008,
  "openai/direct": 0.0035,
  "openai/openrouter": 0.006,
  "openai/litellm": 0.008,
  "gemini/direct": 0.009,
  "deepseek/direct": 0.012,
  "deepseek/openrouter": 0.007,
  "deepseek/siliconflow": 0.01,
  "qwen/direct": 0.006,
  "qwen/siliconflow": 0.018,
  "glm/direct": 0.015,
  "glm/openrouter": 0.009,
}

/** How often and in what way a route fails on a plain day. */
export function everyday(target: Target): { rate: number; mix: Incident["mix"] } {
  return { rate: RATES[`${target.provider}/${target.route}`] ?? 0.008, mix: EVERYDAY }
}
