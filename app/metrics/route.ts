import { env } from "@/lib/env"
import { AppError } from "@/lib/errors"
import { metrics } from "@/lib/http/metrics"
import { isMetricsToken, metricsText } from "@/lib/http/metrics-text"
import { noRoute, route } from "@/lib/http/route"

/** Not there at all without a token: a proxy on this machine would make every visitor look local. */
export const GET = route(
  {
    auth: "none",
    document: {
      summary: "Figures for Prometheus",
      description: "Needs `Authorization: Bearer $METRICS_TOKEN`; 404 while no token is set.",
      tag: "Operations",
      responses: { 200: { description: "Prometheus text format.", type: "text/plain" } },
    },
  },
  async ({ request }) => {
    const token = env().METRICS_TOKEN
    if (token === undefined) return noRoute()
    if (!isMetricsToken(request.headers.get("authorization"), token)) {
      throw new AppError("unauthenticated", "Send the metrics token as: Authorization: Bearer …")
    }
    return new Response(await metricsText(), { headers: { "content-type": metrics().registry.contentType } })
  },
)
