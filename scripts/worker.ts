import { dispatchDeliveries } from "@/lib/delivery/dispatch"
import { runWorker } from "@/lib/worker/run"
import { runAlerts } from "@/lib/worker/run-alerts"
import { runAnomalies } from "@/lib/worker/run-anomalies"
import { runDecisions } from "@/lib/worker/run-decisions"
import { runHealth } from "@/lib/worker/run-health"
import { runReports } from "@/lib/worker/run-reports"

const stop = new AbortController()
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort())
await Promise.all([
  runWorker(stop.signal),
  runReports(stop.signal),
  runAnomalies(stop.signal),
  runAlerts(stop.signal),
  runHealth(stop.signal),
  runDecisions(stop.signal),
  dispatchDeliveries(stop.signal),
])
process.exit(0)
