import { writeBudgetFile } from "@/lib/budgets/budget-file"
import { listBudgets } from "@/lib/budgets/queries"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      document: {
        summary: "Budgets as a file",
        description:
          "What `npm run budgets -- export` prints and `-- apply` reads. Of a member kept to teams, the budgets of these teams.",
        tag: "Export",
        responses: { 200: { description: "The file.", type: "application/yaml" } },
      },
    },
    async ({ scope }) =>
      new Response(writeBudgetFile(await listBudgets(scope)), {
        headers: {
          "content-type": "application/yaml; charset=utf-8",
          "content-disposition": 'attachment; filename="budgets.yaml"',
        },
      }),
  ),
})
