import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import { log } from "@/lib/log"
import { deliverReports } from "@/lib/reports/deliver"

const EVERY_MS = 30_000

/** Mails reports as they come due until `signal`, beside the cubes: a slow mail server keeps nothing up. */
export async function runReports(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await deliverReports(new Date(), signal).catch((err: unknown) =>
      log.error({ err }, "Reports could not be mailed and are tried again"),
    )
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}
