import { budgetParams } from "@/lib/budgets/schema"
import { budgetStatus } from "@/lib/budgets/status"
import { budgetStatus as body } from "@/lib/budgets/status-schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      params: budgetParams,
      document: {
        summary: "Where a budget stands in its running period",
        description: "Exact at once: what was acknowledged before is in it.",
        tag: "Budgets",
        responses: { 200: { description: "Spent, left, and what is in no amount.", body } },
      },
    },
    ({ scope, params: { slug } }) => budgetStatus(scope, slug),
  ),
})
