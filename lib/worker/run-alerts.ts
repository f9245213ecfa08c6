import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import { watchOutlooks, watchSpend } from "@/lib/alerts/watch-budgets"
import { watchedOrganisations } from "@/lib/alerts/watched"
import { log } from "@/lib/log"

const IDLE_MS = 300
const AFTER_FAULT_MS = 2_000
/** A look that is dear takes one part in five of the time, so that others are served under a steady stream. */
const REST = 4

/** Looks until `signal`, with a rest after each look; a fault is logged and tried again. */
async function keepLooking(signal: AbortSignal, fault: string, look: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    const began = performance.now()
    let pause = IDLE_MS
    try {
      await look()
      pause = Math.max(IDLE_MS, REST * (performance.now() - began))
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
  ])
}
