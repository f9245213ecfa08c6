import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import { findAnomalies } from "@/lib/anomalies/find"
import { log } from "@/lib/log"

const EVERY_MS = 30_000

/** Looks for anomalies as hours end until `signal`, beside the cubes: weeks of hours take a moment to read. */
export async function runAnomalies(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await findAnomalies().catch((err: unknown) =>
      log.error({ err }, "Anomalies could not be looked for and are tried again"),
    )
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}
