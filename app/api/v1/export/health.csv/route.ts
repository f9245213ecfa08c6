import { download } from "@/lib/exports/stream"
import { healthCsvQuery } from "@/lib/health/csv-schema"
import { healthCsv } from "@/lib/health/health-csv"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: healthCsvQuery,
      document: {
        summary: "How providers did, as CSV",
        description:
          "One row for each row of `/api/v1/health/providers`, with every count, and the total. What is unknown is an empty cell: percentiles of fewer than 20 calls, costs without a price.",
        tag: "Export",
        responses: { 200: { description: "The table.", type: "text/csv" } },
      },
    },
    async ({ scope, query, request }) => download(scope, request, await healthCsv(scope, query)),
  ),
})
