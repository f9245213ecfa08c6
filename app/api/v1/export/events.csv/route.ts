import { eventsCsv } from "@/lib/exports/events-csv"
import { eventsCsvQuerySchema } from "@/lib/exports/schema"
import { download } from "@/lib/exports/stream"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: eventsCsvQuerySchema,
      document: {
        summary: "All events of a view as CSV, one row per line of the ledger",
        description:
          "Corrections are rows of their own with their sign, so that the columns add up to the totals. An unknown amount is empty and its row says unpriced. The last line says how many rows there are.",
        tag: "Export",
        responses: { 200: { description: "The rows, from one state of the ledger.", type: "text/csv" } },
      },
    },
    async ({ scope, query, request }) => download(scope, request, await eventsCsv(scope, query)),
  ),
})
