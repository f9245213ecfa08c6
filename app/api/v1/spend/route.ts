import { methods, route } from "@/lib/http/route"
import { spendAnswerSchema, spendQuerySchema } from "@/lib/spend/api-schema"
import { spend } from "@/lib/spend/queries"
import { spendOfRequest } from "@/lib/spend/request"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: spendQuerySchema,
      document: {
        summary: "Spend by bucket and up to two dimensions",
        tag: "Ask",
        responses: {
          200: { description: "Sums that add up to the total, to the last digit.", body: spendAnswerSchema },
        },
      },
    },
    async ({ scope, query }) => spend(scope, await spendOfRequest(scope, query)),
  ),
})
