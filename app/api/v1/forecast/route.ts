import { spendForecast } from "@/lib/forecast/queries"
import { forecastAnswer, forecastQuery } from "@/lib/forecast/schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: forecastQuery,
      document: {
        summary: "What the running period will cost",
        description:
          "With an 80 % interval and the error that such forecasts had on the organisation's own past. Below 14 days of spend there is none.",
        tag: "Ask",
        responses: { 200: { description: "The forecast, or why there is none.", body: forecastAnswer } },
      },
    },
    ({ scope, query }) => spendForecast(scope, { period: query.period, filters: query.filter }),
  ),
})
