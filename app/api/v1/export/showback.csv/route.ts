import { showbackCsvQuerySchema } from "@/lib/exports/schema"
import { showbackCsv } from "@/lib/exports/showback-csv"
import { download } from "@/lib/exports/stream"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: showbackCsvQuerySchema,
      document: {
        summary: "Showback as CSV: what each team bears",
        description:
          "Own spend, the part of each shared cost and the total of every team, then what nobody is charged for and all spend.",
        tag: "Export",
        responses: { 200: { description: "The table.", type: "text/csv" } },
      },
    },
    async ({ scope, query, request }) => download(scope, request, await showbackCsv(scope, query)),
  ),
})
