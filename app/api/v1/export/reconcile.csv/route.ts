import { reconcileCsv } from "@/lib/exports/reconcile-csv"
import { reconcileCsvQuerySchema } from "@/lib/exports/schema"
import { download } from "@/lib/exports/stream"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: reconcileCsvQuerySchema,
      document: {
        summary: "Bills against the ledger as CSV",
        description:
          "Every row of the comparison with its parts and causes, and the total. Nothing is cut off.",
        tag: "Export",
        responses: { 200: { description: "The table.", type: "text/csv" } },
      },
    },
    async ({ scope, query, request }) => download(scope, request, await reconcileCsv(scope, query)),
  ),
})
