import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import { findIncidents } from "@/lib/health/find-incidents"
import { priceFallbacks } from "@/lib/health/price-fallbacks"
import { log } from "@/lib/log"

const EVERY_MS = 10_000

/** Looks for incidents of providers and prices what rescued requests, until `signal`, beside the cubes. */
export async function runHealth(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await findIncidents().catch((err: unknown) =>
      log.error({ err }, "Incidents could not be looked for and are tried again"),
    )
    await priceFallbacks().catch((err: unknown) =>
      log.error({ err }, "Fallbacks could not be priced and are tried again"),
    )
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}
