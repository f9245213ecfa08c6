import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import { foldClosedDays } from "@/lib/decision/fold-days"
import { log } from "@/lib/log"

const EVERY_MS = 300_000

/** Sums closed days for decisions, until `signal`, beside the cubes. */
export async function runDecisions(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await foldClosedDays(new Date(), signal).catch((err: unknown) =>
      log.error({ err }, "Closed days could not be summed and are tried again"),
    )
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}
