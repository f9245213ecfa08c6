import "server-only"
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client"

/** Everything Prometheus can read of this process. No label ever names a user, a key or a model. */
function makeMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: "tollgate_" })
  const registers = [registry]
  return {
    registry,
    answers: new Map<number, number>(),
    events: new Counter({
      name: "tollgate_ingest_events_total",
      help: "Events received, by what became of them.",
      labelNames: ["result"] as const,
      registers,
    }),
    rejects: new Counter({
      name: "tollgate_ingest_rejects_total",
      help: "Events rejected, by reason.",
      labelNames: ["reason"] as const,
      registers,
    }),
    responses: new Counter({
      name: "tollgate_http_responses_total",
      help: "API answers, by status.",
      labelNames: ["status"] as const,
      registers,
    }),
    rollupLag: new Gauge({
      name: "tollgate_rollup_lag_seconds",
      help: "Age of the oldest write that is not in the cubes yet.",
      registers,
    }),
    pool: new Gauge({
      name: "tollgate_db_pool_connections",
      help: "Database connections, and requests that wait for one.",
      labelNames: ["pool", "state"] as const,
      registers,
    }),
  }
}

type Metrics = ReturnType<typeof makeMetrics>

const STORE = Symbol.for("tollgate.metrics")
const processWide = globalThis as typeof globalThis & { [STORE]?: Metrics }

/** One set per process: Next may load this module once per bundle. */
export function metrics(): Metrics {
  processWide[STORE] ??= makeMetrics()
  return processWide[STORE]
}

/** Kept as plain numbers until somebody reads them: this runs on every request. */
export function countAnswer(status: number): void {
  const { answers } = metrics()
  answers.set(status, (answers.get(status) ?? 0) + 1)
}

export interface IngestCounts {
  accepted: number
  duplicates: number
  conflicts: number
  rejected: readonly { code: string }[]
}

/** Counts the outcome of one ingest request. */
export function countIngest({ accepted, duplicates, conflicts, rejected }: IngestCounts): void {
  const { events, rejects } = metrics()
  if (accepted > 0) events.inc({ result: "accepted" }, accepted)
  if (duplicates > 0) events.inc({ result: "duplicate" }, duplicates)
  if (conflicts > 0) events.inc({ result: "conflict" }, conflicts)
  if (rejected.length > 0) events.inc({ result: "rejected" }, rejected.length)
  for (const { code } of rejected) rejects.inc({ reason: code })
}
