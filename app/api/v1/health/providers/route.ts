import { healthOfRequest } from "@/lib/health/answer"
import { healthAnswer, healthQuery } from "@/lib/health/schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: healthQuery,
      document: {
        summary: "How providers did, from your own traffic",
        description:
          "Availability by the provider's own faults alone, the other errors apart, percentiles of waiting within 2 %, what became of failed requests and what failed attempts cost.",
        tag: "Ask",
        responses: { 200: { description: "The last 24 hours unless a range is named.", body: healthAnswer } },
      },
    },
    ({ scope, query }) => healthOfRequest(scope, query),
  ),
})
