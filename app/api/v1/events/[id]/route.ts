import { methods, route } from "@/lib/http/route"
import { getEvent } from "@/lib/ledger/queries"
import { eventAnswer, eventDetailSchema, eventParamsSchema } from "@/lib/spend/api-schema"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      params: eventParamsSchema,
      document: {
        summary: "One event with its charges, price rows and payload",
        tag: "Ask",
        responses: { 200: { description: "The event.", body: eventDetailSchema } },
      },
    },
    async ({ scope, params }) => eventAnswer(await getEvent(scope, params.id)),
  ),
})
