import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import { watchOutlooks, watchSpend } from "@/lib/alerts/watch-budgets"
import { watchRules } from "@/lib/alerts/watch-rules"
import { watchedOrganisations } from "@/lib/alerts/watched"
import { log } from "@/lib/log"

const IDLE_MS = 300
const AFTER_FAULT_MS = 2_000
/** A look that is dear takes a third of the time, so that others are served under a steady stream. */
const REST = 2
const MOST_REST_MS = 2_000

/** Looks until `signal`, with a rest after each look; a fault is logged and tried again. */
async function keepLooking(signal: AbortSignal, fault: string, look: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    const began = performance.now()
    let pause = IDLE_MS
    try {
      await look()
      pause = Math.min(MOST_REST_MS, Math.max(IDLE_MS, REST * (performance.now() - began)))
    } catch (err) {
      log.error({ err }, fault)
      pause = AFTER_FAULT_MS
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
}

/** Looks for what somebody should be told until `signal`. Any number of workers may: one looks at a time. */
export async function runAlerts(signal: AbortSignal): Promise<void> {
  await Promise.all([
    keepLooking(signal, "Budgets could not be looked at for alerts and are looked at again.", async () =>
      watchSpend(await watchedOrganisations(), new Date()),
    ),
    keepLooking(signal, "Forecasts could not be looked at for alerts and are looked at again.", async () =>
      watchOutlooks(await watchedOrganisations(), new Date()),
    ),
    keepLooking(signal, "Rules could not be read for alerts and are read again.", async () =>
      watchRules(await watchedOrganisations(), new Date()),
    ),
  ])
}
