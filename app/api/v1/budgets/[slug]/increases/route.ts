import { CHANGERS } from "@/app/api/v1/budgets/handlers"
import { addIncrease } from "@/lib/budgets/increases"
import { budget, budgetParams, increaseInput } from "@/lib/budgets/schema"
import { reply } from "@/lib/http/reply"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      ...CHANGERS,
      params: budgetParams,
      body: increaseInput,
      document: {
        summary: "Raise the limit of a budget for a while",
        tag: "Budgets",
        responses: { 201: { description: "The budget with its increases.", body: budget } },
      },
    },
    async ({ scope, params: { slug }, body }) => reply(201, await addIncrease(scope, slug, body)),
  ),
})
