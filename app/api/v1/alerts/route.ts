import { listAlerts } from "@/lib/alerts/queries"
import { alertsAnswer, alertsQuery } from "@/lib/alerts/schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: alertsQuery,
      document: {
        summary: "List alerts",
        description:
          "What budgets and rules alerted of, the latest first; of a member kept to teams, those of these teams.",
        tag: "Alerts",
        responses: { 200: { description: "The alerts.", body: alertsAnswer } },
      },
    },
    ({ scope, query }) => listAlerts(scope, query),
  ),
})
