import { CHANGERS } from "@/app/api/v1/budgets/handlers"
import { endIncrease } from "@/lib/budgets/increases"
import { budget, increaseParams } from "@/lib/budgets/schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  DELETE: route(
    {
      ...CHANGERS,
      params: increaseParams,
      document: {
        summary: "Take an increase back",
        tag: "Budgets",
        responses: { 200: { description: "The budget without it.", body: budget } },
      },
    },
    ({ scope, params: { slug, id } }) => endIncrease(scope, slug, id),
  ),
})
