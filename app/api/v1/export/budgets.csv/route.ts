import { budgetsCsv } from "@/lib/budgets/budgets-csv"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      document: {
        summary: "Budgets as CSV, and where each stands",
        description:
          "One row for each budget, of its running period. What is unknown is an empty cell. Of a member kept to teams, the budgets of these teams.",
        tag: "Export",
        responses: { 200: { description: "The list, safe to open in a spreadsheet.", type: "text/csv" } },
      },
    },
    async ({ scope }) =>
      new Response(`\uFEFF${await budgetsCsv(scope)}`, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": 'attachment; filename="budgets.csv"',
        },
      }),
  ),
})
