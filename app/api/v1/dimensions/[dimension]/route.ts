import { methods, route } from "@/lib/http/route"
import { dimensionParamsSchema, valuesAnswerSchema, valuesQuerySchema } from "@/lib/spend/api-schema"
import { dimensionValues } from "@/lib/spend/queries"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      params: dimensionParamsSchema,
      query: valuesQuerySchema,
      document: {
        summary: "Known values of a dimension",
        tag: "Ask",
        responses: {
          200: { description: "In order of the alphabet, 200 at most.", body: valuesAnswerSchema },
        },
      },
    },
    async ({ scope, params, query }) => ({
      values: await dimensionValues(scope, params.dimension, query.contains),
    }),
  ),
})
