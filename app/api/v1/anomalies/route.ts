import { listAnomalies } from "@/lib/anomalies/queries"
import { anomaliesAnswer, anomaliesQuery } from "@/lib/anomalies/schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: anomaliesQuery,
      document: {
        summary: "Hours that cost far more than hours like them",
        description:
          "Against the median of the same weekday and hour over eight weeks, of the whole and of the largest teams, features and models; looked for once an hour.",
        tag: "Ask",
        responses: { 200: { description: "The latest first.", body: anomaliesAnswer } },
      },
    },
    ({ scope, query }) => listAnomalies(scope, query),
  ),
})
