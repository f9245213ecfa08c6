import * as setup from "@/app/api/auth/setup/route"
import * as key from "@/app/api/v1/keys/[id]/route"
import * as keys from "@/app/api/v1/keys/route"
import * as healthz from "@/app/healthz/route"
import * as metrics from "@/app/metrics/route"
import * as readyz from "@/app/readyz/route"
import type { RouteTable } from "@/lib/http/openapi"

/** Every route that describes itself, one line each; a test names those that are missing. */
export const routes: RouteTable = {
  "/api/v1/keys": keys,
  "/api/v1/keys/{id}": key,
  "/api/auth/setup": setup,
  "/healthz": healthz,
  "/readyz": readyz,
  "/metrics": metrics,
}
