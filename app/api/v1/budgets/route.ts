import { listBudgets } from "@/lib/budgets/queries"
import { budgetsAnswer } from "@/lib/budgets/schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      document: {
        summary: "List budgets",
        description: "By name; of a member kept to teams, those of these teams.",
        tag: "Budgets",
        responses: { 200: { description: "The budgets.", body: budgetsAnswer } },
      },
    },
    async ({ scope }) => ({ budgets: await listBudgets(scope) }),
  ),
})
