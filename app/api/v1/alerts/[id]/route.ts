import { getAlert } from "@/lib/alerts/queries"
import { alertDetail, alertParams } from "@/lib/alerts/schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      params: alertParams,
      document: {
        summary: "Read an alert",
        description: "With every message that was made of it and what became of each.",
        tag: "Alerts",
        responses: { 200: { description: "The alert.", body: alertDetail } },
      },
    },
    ({ scope, params: { id } }) => getAlert(scope, id),
  ),
})
