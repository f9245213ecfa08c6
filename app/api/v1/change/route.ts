import { methods, route } from "@/lib/http/route"
import { changeAnswerSchema, changeQuerySchema } from "@/lib/spend/api-schema"
import { explainedChange } from "@/lib/spend/explained"
import { changeOfRequest } from "@/lib/spend/request"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      query: changeQuerySchema,
      document: {
        summary: "Why spend differs between two periods",
        tag: "Ask",
        responses: {
          200: {
            description: "Causes that sum to the difference, and groups that sum to the total.",
            body: changeAnswerSchema,
          },
        },
      },
    },
    async ({ scope, query }) => explainedChange(scope, await changeOfRequest(scope, query)),
  ),
})
