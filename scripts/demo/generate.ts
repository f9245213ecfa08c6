import { dayFactor, type LocalDay, lastDays, RHYTHMS } from "./calendar"
import type { DemoEvent, SourcedEvent } from "./event"
import { type Incident, incidentsOf, SPIKE } from "./incidents"
import { drawShopper, drawStaff } from "./people"
import { type Random, randomOf } from "./random"
import { type Attribution, drawRequest } from "./request"
import { WORKLOADS, type Workload } from "./workloads"

export const DEFAULT_SEED = "northwind"
export const DEFAULT_EVENTS = 120_000
export const DEFAULT_DAYS = 90
/** Attempts per request, near enough for a count that is asked for "about". */
const ATTEMPTS = 1.012

export interface DemoOptions {
  now: Date
  seed?: string
  /** About how many events in all. */
  events?: number
  days?: number
  /** Leaves out the days before, without changing the others. */
  since?: Date
}

/** How many requests a day brings and what they are for. */
export interface DayPlan {
  day: LocalDay
  requests: number
  /** Per workload. */
  weights: number[]
}

function weightOf(workload: Workload, day: LocalDay): number {
  const spike = workload.feature === SPIKE.feature && day.dayOfMonth === SPIKE.dayOfMonth ? SPIKE.factor : 1
  return workload.share * (1 + workload.growth) ** day.months * dayFactor(workload.rhythm, day) * spike
}

/** Spreads the events over the days up to `now`; the day of `now` counts for the part that has passed. */
export function planDays({ now, events = DEFAULT_EVENTS, days = DEFAULT_DAYS }: DemoOptions): DayPlan[] {
  const plans = lastDays(now, days).map((day) => {
    const weights = WORKLOADS.map((workload) => weightOf(workload, day))
    return { day, weights, weight: weights.reduce((sum, weight) => sum + weight, 0) }
  })
  const passed = (day: LocalDay) => Math.min(1, (now.getTime() - day.startMs) / day.lengthMs)
  const whole = plans.reduce((sum, { day, weight }) => sum + weight * passed(day), 0)
  return plans.map(({ day, weights, weight }) => ({
    day,
    weights,
    requests: Math.round(((events / ATTEMPTS) * weight) / whole),
  }))
}

function drawTime(workload: Workload, day: LocalDay, random: Random): number {
  const { hours } = RHYTHMS[workload.rhythm]
  const spike = workload.feature === SPIKE.feature && day.dayOfMonth === SPIKE.dayOfMonth
  const hour =
    spike && random.chance(1 - 1 / SPIKE.factor)
      ? random.between(SPIKE.fromHour, SPIKE.toHour - 1)
      : random.weighted(hours)
  // On the two days of 23 and 25 hours the shape is stretched, so that every instant lies in its day.
  return day.startMs + Math.floor(((hour + random.next()) / 24) * day.lengthMs)
}

function drawUser(workload: Workload, random: Random): string | undefined {
  if (workload.users === "shoppers") return random.chance(0.03) ? undefined : drawShopper(random)
  if (workload.users === "none" || workload.team === null) return undefined
  return random.chance(0.02) ? undefined : drawStaff(workload.team, random)
}

function drawAttribution(workload: Workload, day: LocalDay, timeMs: number, random: Random): Attribution {
  const user = drawUser(workload, random)
  const [agent, ...otherAgents] = workload.agents
  const tags = Object.entries(workload.tags).map(([key, values]) => [key, random.pick(values)] as const)
  const twoHours = Math.floor((timeMs - day.startMs) / 7_200_000)
  const staging = workload.users === "staff" && random.chance(0.06)
  const traced = workload.source !== "data-jobs" || random.chance(0.5)
  return {
    ...(user && { user, session: `s_${randomOf(user, workload.feature ?? "", day.date, twoHours).hex(8)}` }),
    ...(agent && { agent: random.pick([agent, ...otherAgents]) }),
    ...(workload.feature && { feature: workload.feature }),
    ...(workload.team && { team: workload.team }),
    environment: staging ? "staging" : "production",
    ...(tags.length > 0 && { tags: Object.fromEntries(tags) }),
    ...(traced && workload.feature && { request_id: `req_${random.hex(12)}` }),
  }
}

/** Request `index` of a day: the same whatever else the day brings. */
export function requestOf(
  plan: DayPlan,
  index: number,
  seed: string,
  incidents: readonly Incident[],
): SourcedEvent[] {
  const { day } = plan
  const random = randomOf(seed, day.date, index)
  const workload = WORKLOADS[random.weighted(plan.weights)] ?? WORKLOADS[0]
  const timeMs = drawTime(workload, day, random)
  const attribution = drawAttribution(workload, day, timeMs, random)
  const id = `${seed}-${day.date.replaceAll("-", "")}-${index}`
  const events = drawRequest({ id, day, incidents, workload, attribution, timeMs }, random)
  return events.map((event) => ({ source: workload.source, event }))
}

function byTime(a: { event: DemoEvent }, b: { event: DemoEvent }): number {
  return a.event.time < b.event.time ? -1 : a.event.time > b.event.time ? 1 : a.event.id < b.event.id ? -1 : 1
}

/**
 * Northwind's traffic, oldest first, a day at a time. An event depends on the seed, its day and its
 * place in the day alone: a later or larger run repeats the events it shares with an earlier one.
 */
export function* demoEvents(options: DemoOptions): Generator<SourcedEvent> {
  const { now, seed = DEFAULT_SEED, since } = options
  const until = now.toISOString()
  for (const plan of planDays(options)) {
    if (since && plan.day.startMs < since.getTime()) continue
    const incidents = incidentsOf(plan.day)
    const events: SourcedEvent[] = []
    for (let index = 0; index < plan.requests; index += 1) {
      events.push(...requestOf(plan, index, seed, incidents))
    }
    for (const sourced of events.sort(byTime)) if (sourced.event.time <= until) yield sourced
  }
}
