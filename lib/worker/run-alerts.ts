import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import { watchOutlooks, watchSpend } from "@/lib/alerts/watch-budgets"
import { watchRules } from "@/lib/alerts/watch-rules"
import { watchedOrganisations } from "@/lib/alerts/watched"
import { log } from "@/lib/log"

const AFTER_FAULT_MS = 2_000

interface Pace {
  idleMs: number
  /** So many times as long as a look took it rests, so that others are served under a steady stream. */
  rest: number
  mostMs: number
}

/** Crossings are told within seconds; a forecast moves with the day and is dearer; rules are read every minute. */
const SPEND: Pace = { idleMs: 300, rest: 2, mostMs: 2_000 }
const OUTLOOKS: Pace = { idleMs: 1_000, rest: 9, mostMs: 300_000 }
const RULES: Pace = { idleMs: 1_000, rest: 4, mostMs: 60_000 }

/** Looks until `signal`, with a rest after each look; a fault is logged and tried again. */
async function keepLooking(
  signal: AbortSignal,
  { idleMs, rest, mostMs }: Pace,
  look: (now: Date) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    const began = performance.now()
    let pause = idleMs
    try {
      await look(new Date())
      pause = Math.min(mostMs, Math.max(idleMs, rest * (performance.now() - began)))
    } catch (err) {
      log.error({ err }, "What is watched for alerts could not be looked at and is looked at again.")
      pause = AFTER_FAULT_MS
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
}

/** Looks for what somebody should be told until `signal`. Any number of workers may: one looks at a time. */
export async function runAlerts(signal: AbortSignal): Promise<void> {
  await Promise.all([
    keepLooking(signal, SPEND, async (now) => watchSpend(await watchedOrganisations(), now)),
    keepLooking(signal, OUTLOOKS, async (now) => watchOutlooks(await watchedOrganisations(), now)),
    keepLooking(signal, RULES, async (now) => watchRules(await watchedOrganisations(), now)),
  ])
}
