import { decisionCsv } from "@/lib/decision/decision-csv"
import { decision } from "@/lib/decision/queries"
import { decisionQuery } from "@/lib/decision/schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: decisionQuery,
      document: {
        summary: "Gateway or direct as CSV",
        description:
          "One row for each mix, then one for each scope on each route, by the month of 30 days. What is unknown or not set is an empty cell. Takes what `/api/v1/decision` takes.",
        tag: "Export",
        responses: { 200: { description: "The table, safe to open in a spreadsheet.", type: "text/csv" } },
      },
    },
    async ({ scope, query }) =>
      new Response(`\uFEFF${decisionCsv(await decision(scope, query))}`, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": 'attachment; filename="decision.csv"',
        },
      }),
  ),
})
