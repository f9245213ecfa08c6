import "server-only"
import { createHash, timingSafeEqual } from "node:crypto"
import type pg from "pg"
import { ingestPool, readPool } from "@/lib/db/client"
import { metrics } from "@/lib/http/metrics"
import { rollupLagSeconds } from "@/lib/http/readiness"

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}

/** Whether an `Authorization` header carries the metrics token. */
export function isMetricsToken(authorization: string | null, token: string): boolean {
  return timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${token}`))
}

function notePool(name: string, pool: pg.Pool): void {
  const gauge = metrics().pool
  gauge.set({ pool: name, state: "open" }, pool.totalCount)
  gauge.set({ pool: name, state: "idle" }, pool.idleCount)
  gauge.set({ pool: name, state: "waiting" }, pool.waitingCount)
}

/** The metrics page; the lag is missing while the database is away. */
export async function metricsText(): Promise<string> {
  const { registry, rollupLag, responses, answers } = metrics()
  rollupLag.reset()
  notePool("read", readPool())
  notePool("ingest", ingestPool())
  responses.reset()
  for (const [status, count] of answers) responses.inc({ status: String(status) }, count)
  const lag = await rollupLagSeconds().catch(() => null)
  if (lag === null) rollupLag.set(Number.NaN)
  else rollupLag.set(lag)
  return registry.metrics()
}
