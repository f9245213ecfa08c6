import type { Json } from "@/lib/providers/json"
import { isPortkeyCacheHit } from "@/lib/providers/shapes/gateway-records"
import type { EventInput } from "./events-schema"
import {
  Attributed,
  durationOf,
  given,
  httpStatusOf,
  idOf,
  instantOf,
  objectOf,
  textOf,
  timeOf,
} from "./parts"

/** Of a row. An export may hold what was asked and answered beside them. */
const KEPT = [
  ...["id", "trace_id", "created_at", "ai_org", "ai_model", "req_units", "res_units", "total_units", "cost"],
  ...["cost_currency", "response_time", "response_status_code", "prompt_slug", "cache_status"],
]

function isPlain(value: unknown): boolean {
  return (
    typeof value === "number" ||
    typeof value === "boolean" ||
    (typeof value === "string" && value.length <= 1_024)
  )
}

/** One row of Portkey's log export as an event. */
export function portkeyEvent(row: Json): EventInput {
  const kept = Object.fromEntries(KEPT.flatMap((name) => (isPlain(row[name]) ? [[name, row[name]]] : [])))
  const status = httpStatusOf(row.response_status_code)
  const failed = status !== undefined && status >= 400
  const metadata = objectOf(row.metadata)
  return given({
    id: idOf(row.id),
    time: timeOf(instantOf(row.created_at)),
    model: textOf(row.ai_model),
    route: "portkey",
    ...new Attributed().read(metadata).set("session", row.trace_id).fields(),
    response: kept,
    // Its units do not say how many of them were cached.
    precision: failed || isPortkeyCacheHit(row) ? undefined : "estimated",
    status: failed ? "error" : "ok",
    error: failed ? { http_status: status } : undefined,
    latency_ms: durationOf(row.response_time),
  })
}
