import { download } from "@/lib/exports/stream"
import { failuresCsvQuery } from "@/lib/health/csv-schema"
import { failuresCsv } from "@/lib/health/failures-csv"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: failuresCsvQuery,
      document: {
        summary: "The failure ledger as CSV",
        description:
          "What was billed for attempts that failed, that were broken off, that were answered on a retry and as a fallback, by provider or feature, to the last digit. No call is in two of them. Amounts of calls without a price are empty where nothing else is known.",
        tag: "Export",
        responses: { 200: { description: "The table.", type: "text/csv" } },
      },
    },
    async ({ scope, query, request }) => download(scope, request, await failuresCsv(scope, query)),
  ),
})
