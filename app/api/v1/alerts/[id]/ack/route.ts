import { acknowledge } from "@/lib/alerts/mutations"
import { alertDetail, alertParams } from "@/lib/alerts/schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      auth: "either",
      keyScope: "admin",
      roles: ["owner", "admin", "finance", "engineer"],
      params: alertParams,
      document: {
        summary: "Acknowledge an alert",
        description:
          "Says that somebody looks after it: nobody is told again of what lasts. Done twice, the first one stands; of what is resolved nothing changes.",
        tag: "Alerts",
        responses: { 200: { description: "The alert as it is now.", body: alertDetail } },
      },
    },
    ({ scope, params: { id } }) => acknowledge(scope, id),
  ),
})
