import type { LocalDay } from "./calendar"
import type { SourcedEvent } from "./event"
import { DEFAULT_SEED, type DemoOptions, demoEvents, planDays, requestOf } from "./generate"
import { incidentsOf } from "./incidents"

const FIRST = 5
const LAST = 40

function isFirstMonday(day: LocalDay): boolean {
  return day.weekday === 1 && day.dayOfMonth <= 7
}

/** Plain answered calls of a day that has passed, as they were sent. */
function answered(options: DemoOptions, isTheDay: (day: LocalDay) => boolean): SourcedEvent[][] {
  const { now, seed = DEFAULT_SEED } = options
  return planDays(options)
    .filter(({ day }) => isTheDay(day) && day.startMs + day.lengthMs <= now.getTime())
    .map((plan) => {
      const incidents = incidentsOf(plan.day)
      const found: SourcedEvent[] = []
      for (let index = FIRST; index < Math.min(LAST, plan.requests); index += 1) {
        const [first, ...retries] = requestOf(plan, index, seed, incidents)
        if (first && retries.length === 0 && first.event.status === undefined && !first.event.batch)
          found.push(first)
      }
      return found
    })
}

/** Each month's first Monday somebody takes two calls back and corrects a third. */
export function corrections(options: DemoOptions): SourcedEvent[] {
  return answered(options, isFirstMonday).flatMap(([voided, repeated, wrong]) => {
    const voids = [voided, repeated].flatMap((target) =>
      target
        ? [
            {
              source: target.source,
              event: {
                type: "void" as const,
                id: `${target.event.id}-void`,
                time: target.event.time,
                target_id: target.event.id,
                reason: "A load test ran with the production key.",
              },
            },
          ]
        : [],
    )
    if (!wrong) return voids
    const { response: _response, usage: _usage, cost: _cost, ...rest } = wrong.event
    const replacement: SourcedEvent = {
      source: wrong.source,
      event: {
        ...rest,
        type: "replace",
        id: `${wrong.event.id}-replace`,
        target_id: wrong.event.id,
        reason: "The worker had reported the tokens of a whole queue on one call.",
        usage: { input_uncached: 2_184, cache_read: 6_144, output: 412 },
      },
    }
    return [...voids, replacement]
  })
}

const REPORTED_TWICE_DAYS = 14

/**
 * What the warehouse's own application says of the calls that the LiteLLM gateway has already reported.
 * The response id shows that they are the same calls: nothing of it may count again.
 */
export function* secondReports(options: DemoOptions): Generator<SourcedEvent> {
  const since = new Date(options.now.getTime() - REPORTED_TWICE_DAYS * 86_400_000)
  for (const { source, event } of demoEvents({ ...options, since })) {
    if (source !== "litellm-eu" || event.route !== "litellm" || event.status) continue
    const { cost: _cost, tags: _tags, agent: _agent, ...rest } = event
    yield { source: "data-jobs", event: { ...rest, id: `${event.id}-app` } }
  }
}

/** Three events that must be refused and one that contradicts what was sent before, for the Sources screen. */
export function misfits(options: DemoOptions): SourcedEvent[] {
  const { now, seed = DEFAULT_SEED } = options
  const stamp = now.toISOString()
  const base = {
    time: stamp,
    provider: "openai",
    model: "gpt-5.6-luna",
    feature: "ticket-triage",
    team: "Support",
  }
  const refused: SourcedEvent[] = [
    {
      source: "support-app",
      event: {
        ...base,
        id: `${seed}-clock-ahead`,
        time: new Date(now.getTime() + 2 * 3_600_000).toISOString(),
        usage: { input_uncached: 1_840, output: 96 },
      },
    },
    {
      source: "support-app",
      event: {
        ...base,
        id: `${seed}-negative`,
        usage: { input_uncached: -3_072, cache_read: 4_096, output: 58 },
      },
    },
    {
      source: "data-jobs",
      event: {
        ...base,
        id: `${seed}-comma`,
        usage: { input_uncached: 5_120, output: 210 },
        cost: { amount: "0,0123", currency: "EUR" },
      },
    },
  ]
  const known = answered(options, (day) => day.startMs > now.getTime() - 9 * 86_400_000)
    .flat()
    .at(-1)
  if (!known) return refused
  const { response: _response, ...rest } = known.event
  return [...refused, { source: known.source, event: { ...rest, usage: { input_uncached: 31, output: 7 } } }]
}
